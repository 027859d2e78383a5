import type { ChangeRow } from '@/components/change/change-table'
import { listChanges } from '@/lib/changes/list-changes'
import type { Context, PersonActor } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import type { Server } from '@/lib/server'
import { rowOwners } from './change-facets'
import { toRunningRows } from './change-rows'
import { filterRows, type readChangeSearch } from './filter-rows'

const STATES = ['open', 'merged', 'closed'] as const
/** Of what is done, the list goes so far back. */
export const MOST_DONE = 500

interface ListedRows {
  /** Of the state that was asked for. */
  readonly all: readonly ChangeRow[]
  /** Those that fit the rest of what was asked for. */
  readonly rows: readonly ChangeRow[]
  readonly ownersOf: (row: ChangeRow) => readonly string[]
}

interface RowsInput {
  readonly ctx: Context<PersonActor>
  readonly opened: Server
  readonly history: RefHistory
  /** The folder of the policies. */
  readonly root: string
  readonly search: ReturnType<typeof readChangeSearch>
}

/** The changes that an address of the list asks for: those of the page, and of its export. */
export async function readRows({ ctx, opened, history, root, search }: RowsInput): Promise<ListedRows> {
  const state = STATES.find((one) => one === search.query.state) ?? 'all'
  const [changes, owners] = await Promise.all([
    listChanges({ ctx, source: opened, history, root, input: { state, limit: MOST_DONE } }),
    readCodeowners(opened.mirror.objects, history.tip),
  ])
  const all = await toRunningRows(ctx, opened, root, changes)
  const ownersOf = rowOwners(owners?.codeowners ?? null, root)
  return { all, rows: filterRows(all, search.filter, ownersOf), ownersOf }
}
