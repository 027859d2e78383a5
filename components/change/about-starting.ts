import type { Refused } from '@/components/ui/refusal'
import { helpAddress } from '@/lib/help-topics'

const GENERAL = new Set([helpAddress('errors/not-found'), helpAddress('errors/conflict')])

/** Why no draft was started: what a route says to be missing, or to be otherwise by now, is what the draft was to begin with. */
export function aboutStarting({ detail, help }: Refused): Refused {
  return { detail, help: GENERAL.has(help ?? '') ? helpAddress('draft-not-started') : help }
}
