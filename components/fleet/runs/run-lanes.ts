import type { FleetStateId } from '@/lib/fleet/states'
import type { ProxyRuns, RanContent, RunSpan } from '@/lib/fleet/trace-versions'

/** How a bar is drawn: which of the compared versions it is, or why it is none. */
export type RunLook = 'older' | 'between' | 'newer' | 'loose' | 'other' | 'mixed' | 'unproved'

/** A version as the chart names it. */
export interface NamedRun {
  readonly look: Exclude<RunLook, 'mixed' | 'unproved'>
  /** Seven characters of its commit, or "no commit". */
  readonly word: string
  /** Its page; null without a commit. */
  readonly href: string | null
}

export interface RunBar {
  readonly from: Date
  readonly to: Date
  readonly look: RunLook
  /** Of `not-proved`, what was loaded all the same. */
  readonly names: readonly NamedRun[]
  readonly evidence: number
}

/** One proxy of the chart and of its table. */
export interface RunLane {
  readonly proxy: string
  readonly environment: string
  readonly from: Date
  readonly to: Date
  readonly follows: boolean
  /** Later, nothing is known of it. */
  readonly knownTo: Date
  readonly isCut: boolean
  readonly bars: readonly RunBar[]
  /** What the fleet says of it now; null where the chart does not reach now. */
  readonly state: FleetStateId | null
}

/** Names what each proxy ran. `nameOf` knows a content by when it was run: the same one may have come twice. */
export function toLanes(
  proxies: readonly ProxyRuns[],
  nameOf: (content: RanContent, at: Date) => NamedRun,
  states: ReadonlyMap<string, FleetStateId>,
): RunLane[] {
  return proxies.map((one) => ({
    proxy: one.name,
    environment: one.environment,
    from: one.from,
    to: one.to,
    follows: one.follows,
    knownTo: one.knownTo,
    isCut: one.isCut,
    bars: one.spans.map((span) => toBar(span, nameOf)),
    state: states.get(one.name) ?? null,
  }))
}

function toBar(span: RunSpan, nameOf: (content: RanContent, at: Date) => NamedRun): RunBar {
  const { from, to, evidence, state } = span
  const names = span.contents.map((content) => nameOf(content, from))
  const look = state === 'mixed' ? 'mixed' : state === 'proved' ? (names[0]?.look ?? 'other') : 'unproved'
  return { from, to, look, names, evidence }
}

/** The lanes that are worth a look first: who does not run the newer one at the end, then who came to it last. At most `most`. */
export function worstFirst(lanes: readonly RunLane[], most: number): readonly RunLane[] {
  if (lanes.length <= most) return lanes
  const arrival = ({ bars }: RunLane) => {
    const last = bars.at(-1)
    return last?.look === 'newer' ? last.from.getTime() : Infinity
  }
  return lanes.toSorted((a, b) => arrival(b) - arrival(a)).slice(0, most)
}

/** What ran, in words: "41d9e07", "41d9e07 and e27b9d4", "not proved". */
export function sayBar({ look, names }: RunBar): string {
  const words = names.map(({ word }) => word)
  if (look === 'unproved')
    return words.length === 0 ? 'not proved' : `not proved, it said ${words.join(' and ')}`
  return words.join(' and ')
}
