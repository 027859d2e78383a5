import type { Context } from '@/lib/context'
import type { FleetParts } from './fleet-parts'
import { showRows, type FleetRow } from './fleet-row'
import { FleetJudge } from './judge-proxy'
import type { Standing } from './standing'
import { FLEET_STATES, fleetState, urgency, type FleetStateId } from './states'

/** Proxies of one state that need somebody. */
export interface FleetAlarm {
  readonly state: FleetStateId
  /** Of the whole fleet. */
  readonly count: number
  /** Since when the first of them waits for its content; of offline ones, since when the first was not heard. */
  readonly since: Date
  /** At most `ALARM_ROWS` of them, by name. */
  readonly first: readonly FleetRow[]
}

/** Proxies that an alarm tells more of than their number. */
export const ALARM_ROWS = 4

/** What needs somebody: drift anywhere; offline or unverified in production only. */
export function isAlarm({ state, environment }: Pick<Standing, 'state' | 'environment'>): boolean {
  const { kind, slug } = fleetState(state)
  return kind === 'drift' || (environment === 'prod' && (slug === 'offline' || slug === 'unverified'))
}

/** The alarms of the whole fleet, however large, worst first: counted from its board, and only a few proxies of each are read. */
export async function listAlarms({ ctx, parts }: { ctx: Context; parts: FleetParts }): Promise<FleetAlarm[]> {
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const { board, standings } = await judge.counts(stored)
  const states = new Set(board.list().flatMap(({ kind }) => (isAlarm(kind) ? [kind.state] : [])))
  return Promise.all(
    FLEET_STATES.filter(({ id }) => states.has(id))
      .toSorted((a, b) => urgency(a.id) - urgency(b.id))
      .map(async ({ id: state }) => {
        const places = board.placesOf((kind) => kind.state === state && isAlarm(kind))
        const all = places.flatMap((place) => standings[place] ?? [])
        const first = await showRows(judge, all.slice(0, ALARM_ROWS), new Map())
        return { state, count: all.length, since: earliest(all), first }
      }),
  )
}

function earliest(all: readonly Standing[]): Date {
  const times = all.map(({ state, desiredSince, stored: { lastSeenAt } }) =>
    ((state === 'OFFLINE' ? lastSeenAt : null) ?? desiredSince).getTime(),
  )
  return new Date(times.reduce((first, time) => Math.min(first, time), Infinity))
}
