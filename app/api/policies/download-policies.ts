import { ownPolicies } from '@/app/(console)/policies/own-policies'
import type { readExplorerSearch } from '@/app/(console)/policies/search-params'
import { selectPolicies } from '@/app/(console)/policies/select-policies'
import { whyNothing } from '@/components/policy/why-nothing'
import type { Context, PersonActor } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { download, type ExportFormat } from '@/lib/http/download'
import { exportPolicies, POLICY_COLUMNS } from '@/lib/repository/export-policies'
import { findRevision } from '@/lib/repository/find-revision'
import { listPolicies } from '@/lib/repository/list-policies'
import { type Server, trackedHistory } from '@/lib/server'

/** The policies of a commit as a file, narrowed as the page is. */
export async function downloadPolicies(
  ctx: Context<PersonActor>,
  server: Server,
  search: ReturnType<typeof readExplorerSearch>,
  format: ExportFormat,
): Promise<Response> {
  const history = await trackedHistory(server)
  const source = { mirror: server.mirror, history, ref: server.repository.ref }
  const answer = await findRevision({ ctx, source }, search.at)
  if (answer.kind !== 'found') {
    const { title, next } = whyNothing(answer)
    throw new RequestError('not-found', `${title}. ${next}`)
  }
  const { commit } = answer.revision
  const { policies } = await listPolicies(server.mirror, history.index, answer.revision)
  const own = search.mine === undefined ? null : await ownPolicies(ctx, server, policies)
  const rows = exportPolicies(selectPolicies(policies, own, search), commit)
  return download({ name: `lockstep-policies-${commit.slice(0, 7)}`, format, columns: POLICY_COLUMNS }, rows)
}
