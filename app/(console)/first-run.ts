import type { FirstRunProps } from '@/components/overview/first-run'
import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import type { RefHistory } from '@/lib/git/mirror'
import { listPolicies, type PolicyState } from '@/lib/repository/list-policies'
import { repositorySince } from '@/lib/repository/repository-since'
import type { Server } from '@/lib/server'

/** What is real of the way to the first decision. `proxies` counts those that are registered. */
export async function firstRun(
  ctx: Context<PersonActor>,
  { mirror, repository }: Server,
  { history, proxies }: { history: RefHistory; proxies: number },
): Promise<FirstRunProps> {
  const position = history.index.positionOf(history.tip)
  const [{ policies, codeowners }, since] = await Promise.all([
    listPolicies(mirror, history.index, { commit: history.tip, position }),
    repositorySince({ ctx }),
  ])
  return {
    repository: `${repository.owner}/${repository.name}`,
    branch: branchName(repository.ref),
    tip: history.tip,
    since,
    policies: policies.map(({ path, state }) => describe(path, state)),
    owners: codeowners && {
      lines: codeowners.codeowners.rules.length,
      errors: codeowners.codeowners.errors.length,
    },
    proxies,
    mayConnect: roleAtLeast(ctx.actor.role, 'admin'),
    now: ctx.now,
  }
}

function describe(path: string, state: PolicyState): FirstRunProps['policies'][number] {
  if (state.kind !== 'valid') return { path, tools: null, unlisted: 'not said' }
  const { tools, default: word } = state.figures
  return { path, tools, unlisted: word === 'deny' ? 'denied' : 'allowed' }
}
