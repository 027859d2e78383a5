import { timesAfterMerge } from './first-loads'
import type { LoadLine } from './read-history'

/** Columns of a load, in their order. */
export const LOAD_COLUMNS = [
  'at',
  'process',
  'pid',
  'kind',
  'result',
  'commit',
  'blob',
  'sha256',
  'evidence',
  'observeOnly',
  'secondsAfterMerge',
  'error',
] as const
type LoadExportRow = Readonly<Record<(typeof LOAD_COLUMNS)[number], unknown>>

/** What each process of a proxy loaded, a row for each start, reload and end. `loads`: the newest first. */
export function exportLoads(loads: readonly LoadLine[]): LoadExportRow[] {
  const times = timesAfterMerge(loads)
  return loads.map((load) => {
    const {
      at,
      nativeId: process,
      pid,
      kind,
      result,
      commit,
      blob,
      sha256,
      evidence,
      observeOnly,
      error,
    } = load
    const afterMs = times.get(load)
    const secondsAfterMerge = afterMs === undefined ? null : afterMs / 1000
    const what = { at: at.toISOString(), process, pid, kind, result, commit, blob, sha256, evidence }
    return { ...what, observeOnly, secondsAfterMerge, error }
  })
}
