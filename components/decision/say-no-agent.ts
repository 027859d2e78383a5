import { PROVED } from '@/lib/wire/terms'

/** Why a decision names no agent. Stock Intercept never does and ends at E3; our own proxy does where the MCP client says who it is. */
export function sayNoAgent(evidence: number): string {
  return evidence > PROVED
    ? 'not known, its MCP client does not say it'
    : 'not known, Intercept does not log it'
}
