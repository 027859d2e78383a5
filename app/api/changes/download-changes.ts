import { came } from '@/app/(console)/changes/filter-rows'
import type { readChangeSearch } from '@/app/(console)/changes/filter-rows'
import { readRows } from '@/app/(console)/changes/read-rows'
import type { ChangeRow } from '@/components/change/change-table'
import type { Context, PersonActor } from '@/lib/context'
import { download, type ExportFormat } from '@/lib/http/download'
import { inPages } from '@/lib/in-pages'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { type Server, trackedHistory } from '@/lib/server'

/** Columns of a change, in their order. */
export const CHANGE_COLUMNS = [
  'number',
  'commit',
  'state',
  'title',
  'by',
  'at',
  'cameThrough',
  'emergency',
  'files',
  'approvals',
  'asked',
  'checksPassed',
  'checks',
  'checksFailed',
  'conflicts',
  'loosens',
  'tightens',
  'undecided',
  'notCompared',
  'running',
  'proxies',
] as const
type ChangeExportRow = Readonly<Record<(typeof CHANGE_COLUMNS)[number], unknown>>

/** The changes of the list as a file, narrowed as the page is. */
export async function downloadChanges(
  ctx: Context<PersonActor>,
  opened: Server,
  search: ReturnType<typeof readChangeSearch>,
  format: ExportFormat,
): Promise<Response> {
  const history = await trackedHistory(opened)
  const { root } = (await readConfiguration(opened.mirror.objects, history.tip)).configuration
  const { rows } = await readRows({ ctx, opened, history, root, search })
  const name = `lockstep-changes-${ctx.now.toISOString().slice(0, 10)}`
  return download({ name, format, columns: CHANGE_COLUMNS }, inPages(rows, toRow))
}

function toRow(row: ChangeRow): ChangeExportRow {
  const { number, commit, kind, title, by, at, isEmergency, paths, approvals, asked, checks, effect } = row
  const counted = row.running?.kind === 'counted' ? row.running : null
  return {
    number,
    commit,
    state: kind === 'push' ? 'pushed' : kind,
    title,
    by,
    at: at.toISOString(),
    cameThrough: came(row),
    emergency: isEmergency,
    files: paths,
    approvals,
    asked,
    checksPassed: checks.passed,
    checks: checks.total,
    checksFailed: checks.failed,
    conflicts: row.conflicts,
    loosens: effect?.loosens ?? null,
    tightens: effect?.tightens ?? null,
    undecided: effect?.undecided ?? null,
    notCompared: effect?.uncompared ?? null,
    running: counted?.running ?? null,
    proxies: counted?.total ?? null,
  }
}
