import { CompareAllPage } from '@/components/change/compare-all/compare-all-page'
import { UnknownRevision } from '@/components/policy/unknown-revision'
import { compareCommits } from '@/lib/changes/compare-commits'
import type { Context } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import { routes } from '@/lib/routes'
import { type Server, trackedHistory } from '@/lib/server'

/** The comparison of all policies of two commits. */
export async function compareAll(
  ctx: Context,
  opened: Server,
  ends: { readonly older: string; readonly newer: string },
  from: number,
) {
  const { mirror, repository } = opened
  const source = { mirror, history: await trackedHistory(opened), ref: repository.ref }
  const comparison = await compareCommits({ ctx, source }, ends)
  if (comparison.kind === 'unknown-end')
    return <UnknownRevision at={comparison.at} answer={comparison.answer} now={routes.policies()} />
  return (
    <CompareAllPage comparison={comparison} from={from} branch={branchName(repository.ref)} now={ctx.now} />
  )
}
