import { REPOSITORY } from '@/forge/testing/acme'
import { checkPolicies, POLICY_CHECK } from '../../check-policies'
import { pullFiles } from '../../pull-files'
import { THEIR_CHECK } from './others-moves'
import type { RandomChanges } from './random-changes'

/** The check `lockstep/policy` on the head of each open pull request, as the forge has it and as it should be. */
export async function ourChecks({
  app: { stage },
  others,
}: RandomChanges): Promise<{ readonly is: object[]; readonly wanted: object[] }> {
  const { rest } = stage.forge.as('dora')
  const { mirror } = stage.source
  await mirror.fetch()
  const is: object[] = []
  const wanted: object[] = []
  for (const { number, head, base } of await others.pulls('open')) {
    const change = await pullFiles(mirror, { baseSha: base.sha, headSha: head.sha })
    const toolsOf = () => Promise.resolve({})
    const check = change && (await checkPolicies(mirror, { change, root: 'policies', toolsOf }))
    // It does not differ from the base any more: what was said of it stays.
    if (check === null) continue
    const { data } = await rest.repos.getCombinedStatusForRef({ ...REPOSITORY, ref: head.sha })
    const stands = data.statuses.find(({ context }) => context === POLICY_CHECK)
    const isTheirs = others.checkedByOthers.has(head.sha)
    is.push({ number, state: stands?.state, says: stands?.description })
    wanted.push(
      isTheirs
        ? { number, state: 'success', says: THEIR_CHECK }
        : { number, state: check.state, says: check.description },
    )
  }
  return { is, wanted }
}
