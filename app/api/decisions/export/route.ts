import * as z from 'zod'
import { filterOf, readDecisionSearch } from '@/app/(console)/decisions/search-params'
import type { DecisionRow } from '@/lib/decisions/list-decisions'
import { exportDecisions } from '@/lib/decisions/export-decisions'
import { download, EXPORT_FORMATS, type ExportRow } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'

const query = z
  .object({ format: z.enum(EXPORT_FORMATS).default('csv') })
  .catchall(z.union([z.string(), z.array(z.string())]))

const COLUMNS = [
  'at',
  'result',
  'tool',
  'rule',
  'attributed',
  'message',
  'proxy',
  'policy',
  'sha256',
  'evidence',
  'id',
]

/** The log as a file, for the filter in the address of the decisions page. */
export const GET = personRoute(
  { role: 'read', query },
  async ({ ctx, server, query: { format, ...raw } }) => {
    const { tip } = await trackedHistory(server)
    const { root } = (await readConfiguration(server.mirror.objects, tip)).configuration
    const { from, to, ...filter } = filterOf(readDecisionSearch(raw), root, ctx.now)
    const pages = toRows(exportDecisions({ ctx, input: { ...filter, from, to } }))
    const day = (date: Date) => date.toISOString().slice(0, 16).replaceAll(':', '')
    return download({ name: `decisions-${day(from)}-${day(to)}`, format, columns: COLUMNS }, pages)
  },
)

async function* toRows(pages: AsyncGenerator<readonly DecisionRow[]>): AsyncGenerator<ExportRow[]> {
  for await (const rows of pages) {
    yield rows.map(toRow)
  }
}

function toRow({ at, policyPath: policy, ...row }: DecisionRow): ExportRow {
  const { result, tool, rule, attributed, message, proxy, sha256, evidence, id } = row
  return {
    at: at.toISOString(),
    result,
    tool,
    rule,
    attributed,
    message,
    proxy,
    policy,
    sha256,
    evidence,
    id,
  }
}
