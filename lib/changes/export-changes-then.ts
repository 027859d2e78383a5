import { relativeToRoot } from '@/lib/repository/policy-path'
import type { ChangesThen } from './changes-as-of'
import type { ChangeSummary } from './list-changes'
import type { Effect } from './sum-effect'

/** Columns of a change as it was at an instant, in their order. */
export const CHANGES_THEN_COLUMNS = [
  'stateThen',
  'number',
  'commit',
  'title',
  'by',
  'openedAt',
  'files',
  'filesOfHeadThen',
  'checksThen',
  'loosens',
  'tightens',
  'undecided',
  'notCompared',
  'stateNow',
  'endedAt',
  'asOf',
] as const
type ChangeThenRow = Readonly<Record<(typeof CHANGES_THEN_COLUMNS)[number], unknown>>

/** What was open and what had been done at an instant, a row for each change, with what became of it. `root`: the folder of the policies. */
export function exportChangesThen({ at, open, done }: ChangesThen, root: string): ChangeThenRow[] {
  return [
    ...open.map(({ pull, noted, isHeadOfThen: filesOfHeadThen }) => {
      const then = { stateThen: 'open', filesOfHeadThen, checksThen: noted?.checks ?? null }
      return { ...rowOf(pull, at, root), ...then }
    }),
    ...done.map((change) => rowOf(change, at, root)),
  ]
}

/** A change that had been done. */
function rowOf(change: ChangeSummary, at: Date, root: string): ChangeThenRow {
  const asOf = at.toISOString()
  const common = { stateThen: 'done', title: change.title, filesOfHeadThen: null, checksThen: null, asOf }
  const inRoot = (paths: readonly string[] | null) =>
    paths?.map((path) => relativeToRoot(path, root) ?? path) ?? null
  if (change.kind === 'push') {
    const { commit, committedBy: by, isAsked, paths, effect } = change
    const stateNow = isAsked ? 'pushed' : 'landed'
    const ended = { openedAt: null, stateNow, endedAt: change.at.toISOString() }
    return { ...common, number: null, commit, by, files: inRoot(paths), ...ended, ...countsOf(effect) }
  }
  const {
    number,
    mergeSha: commit,
    draftedBy: by,
    openedAt,
    mergedAt,
    closedAt,
    state: stateNow,
    review,
  } = change
  const times = { openedAt: openedAt.toISOString(), endedAt: (mergedAt ?? closedAt)?.toISOString() ?? null }
  const { paths, effect } = review
  return { ...common, number, commit, by, files: inRoot(paths), ...times, stateNow, ...countsOf(effect) }
}

function countsOf(effect: Effect | null) {
  const { loosens = null, tightens = null, undecided = null, uncompared: notCompared = null } = effect ?? {}
  return { loosens, tightens, undecided, notCompared }
}
