import { hash } from 'node:crypto'
import { marshalArgs } from '@/lib/policy/marshal-args'
import { readCall } from '@/lib/policy/read-call'

/** A call as the evaluator takes it. */
export interface DecodedCall {
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
  /** As Intercept writes it; undefined without arguments. */
  readonly argsHash: string | undefined
}

/** Decodes the JSON of a call as Intercept does; undefined when it cannot, as for a number beyond float64. */
export function decodeCall(text: string): DecodedCall | undefined {
  const line = readCall(text)
  if (line.kind !== 'evaluated') return undefined
  const { tool, args } = line.call
  return { tool, args, argsHash: hashOf(args) }
}

function hashOf(args: Readonly<Record<string, unknown>>): string | undefined {
  if (Object.keys(args).length === 0) return undefined
  return `sha256:${hash('sha256', marshalArgs(args))}`
}
