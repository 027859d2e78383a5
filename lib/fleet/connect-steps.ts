import type { FleetRow } from './fleet-row'

/** One thing that has to become real until a proxy is connected, in the words of now. */
export interface ConnectStep {
  readonly says: string
  /** Exactly one of several is `current`, until all are done. */
  readonly state: 'done' | 'current' | 'todo'
}

/** Only content that is proved at this level is called running. Source: fleet.md. */
const PROVED = 3

/** The way of a new proxy to a proof of what it runs, from what is known of it. */
export function connectSteps(
  proxy: Pick<FleetRow, 'desired' | 'delivered' | 'running' | 'evidence' | 'live' | 'mode'>,
): ConnectStep[] {
  const { desired, delivered, running, evidence, live, mode } = proxy
  const short = (commit: string | null | undefined) => commit?.slice(0, 7) ?? 'in no commit'
  // One content has one name everywhere: the commit that brought it, where that is known.
  const wanted = desired === null ? 'the policy' : `the file of ${short(desired.broughtBy ?? desired.commit)}`
  const isDelivered = delivered !== null && delivered.blob === desired?.blob
  const isProved = live > 0 && evidence !== null && evidence >= PROVED
  const facts = [
    { isDone: true, says: 'The connector is enrolled and reports' },
    {
      isDone: isDelivered,
      says: isDelivered
        ? `The file on its disk is ${short(delivered.commit)}, as desired`
        : delivered === null
          ? `Waiting for ${wanted} on its disk`
          : `The file on its disk is ${short(delivered.commit)}; ${mode === 'observe' ? 'somebody else brings' : 'it is to become'} ${wanted}`,
    },
    {
      isDone: live > 0,
      says:
        live > 0
          ? `${live === 1 ? 'A process of the proxy is' : `${live} processes of the proxy are`} seen`
          : 'Waiting for a process of the proxy: start it, or let an agent call a tool',
    },
    {
      isDone: isProved,
      says: isProved
        ? `It is proved to run ${short(running[0]?.commit)}, with evidence E${evidence}`
        : 'Waiting for a proof of what it runs',
    },
  ]
  const current = facts.findIndex(({ isDone }) => !isDone)
  return facts.map(({ isDone, says }, at) => ({
    says,
    state: isDone ? 'done' : at === current ? 'current' : 'todo',
  }))
}
