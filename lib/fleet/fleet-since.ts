import type { Context } from '@/lib/context'
import { PROVED } from '@/lib/wire/terms'
import type { ProxyThen } from './proxy-then'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'
import type { Standing } from './standing'
import { fleetState, type FleetStateSlug } from './states'

/** Where a proxy stands now. */
export interface StandingNow {
  readonly name: string
  readonly state: FleetStateSlug
  /** That brought what it runs to its branch; null when that is not proved, differs between its processes, or is of no commit. */
  readonly commit: string | null
}

export interface FleetSince {
  /** Null for one that is registered no more. */
  readonly standingOf: (name: string) => StandingNow | null
  /** Registered now and not then, by name. */
  readonly registered: readonly { readonly name: string; readonly at: Date }[]
  /** Names that were registered then and are no more. */
  readonly removed: readonly string[]
  /** In sync then and drifted now, by name. */
  readonly drifted: readonly StandingNow[]
}

/** What became of the proxies of an instant until now. */
export async function fleetSince({
  ctx,
  parts,
  input: { proxies },
}: {
  ctx: Context
  parts: FleetParts
  input: { proxies: readonly ProxyThen[] }
}): Promise<FleetSince> {
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const standings = await judge.standings(stored)
  const now = new Map<string, Standing>()
  for (const standing of standings) now.set(standing.name, standing)
  const then = new Set<string>()
  for (const { name } of proxies) then.add(name)
  const standingOf = (name: string) => {
    const standing = now.get(name)
    return standing === undefined ? null : toNow(standing)
  }
  return {
    standingOf,
    registered: standings
      .filter(({ name }) => !then.has(name))
      .map(({ name, stored: { createdAt } }) => ({ name, at: createdAt })),
    removed: proxies.filter(({ name }) => !now.has(name)).map(({ name }) => name),
    drifted: proxies
      .filter(({ state }) => state === 'in-sync')
      .flatMap(({ name }) => now.get(name) ?? [])
      .filter(({ state }) => fleetState(state).kind === 'drift')
      .map(toNow),
  }
}

function toNow({ name, state, evidence, running }: Standing): StandingNow {
  const isProved = evidence !== null && evidence >= PROVED
  const commit = isProved && running.length === 1 ? (running[0]?.commit ?? null) : null
  return { name, state: fleetState(state).slug, commit }
}
