import type { ProxyInstance } from './get-proxy'
import { fleetState } from './states'

/** Columns of a live process, in their order. */
export const INSTANCE_COLUMNS = [
  'process',
  'pid',
  'state',
  'why',
  'startedAt',
  'lastEventAt',
  'commit',
  'blob',
  'sha256',
  'evidence',
  'whyNotHigher',
  'observeOnly',
  'agent',
  'decisions24h',
  'denied24h',
] as const
type InstanceExportRow = Readonly<Record<(typeof INSTANCE_COLUMNS)[number], unknown>>

/** The live processes of a proxy, with what each decided in the last 24 h by its id. */
export function exportInstances(
  instances: readonly ProxyInstance[],
  counts: ReadonlyMap<string, { readonly decisions: number; readonly denied: number }>,
): InstanceExportRow[] {
  return instances.map((instance) => {
    const { id, nativeId, pid, verdict, startedAt, lastEventAt, commit, running, observeOnly, client } =
      instance
    const counted = counts.get(id)
    return {
      process: nativeId,
      pid,
      state: fleetState(verdict.state).slug,
      why: verdict.sentence,
      startedAt: startedAt?.toISOString() ?? null,
      lastEventAt: lastEventAt?.toISOString() ?? null,
      commit,
      blob: running?.blob ?? null,
      sha256: running?.sha256 ?? null,
      evidence: running?.evidence ?? null,
      whyNotHigher: running?.reason ?? null,
      observeOnly,
      agent: client === null ? null : `${client.name} ${client.version}`,
      decisions24h: counted?.decisions ?? null,
      denied24h: counted?.denied ?? null,
    }
  })
}
