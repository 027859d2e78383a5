import { accountNamed, openPullsOf, repositoryNamed } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { isBranchName } from '@/forge/git/ref-name'
import { Refusal } from '@/forge/refusal'
import { afterRefMoves } from './after-ref-moves'

export interface BranchRenaming {
  readonly repository: string
  readonly from: string
  readonly to: string
  readonly person: string
  readonly at: Date
}

/**
 * Gives a branch another name: open pull requests to it follow, those from it are closed, its protection and the default branch follow.
 * https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-branches-in-your-repository/renaming-a-branch
 */
export async function renameBranch(
  core: Core,
  { repository: name, from, to, person, at }: BranchRenaming,
): Promise<void> {
  const repository = repositoryNamed(core, name)
  const by = accountNamed(core, person)
  await core.exclusively(repository.id, async () => {
    const git = core.git(repository.id)
    const sha = await git.branch(from)
    if (sha === null) throw new Refusal(404, 'Branch not found')
    if (!isBranchName(to)) throw new Refusal(422, 'New branch name is invalid')
    if ((await git.branch(to)) !== null) throw new Refusal(422, 'New branch already exists')
    const moves = [
      { ref: `refs/heads/${to}`, from: null, to: sha },
      { ref: `refs/heads/${from}`, from: sha, to: null },
    ]
    if (!(await git.moveRefs(moves))) throw new Refusal(422, 'Reference cannot be updated')
    if (repository.defaultBranch === from) await git.run(['symbolic-ref', 'HEAD', `refs/heads/${to}`])
    for (const { pull, issue } of openPullsOf(core, repository)) {
      if (pull.baseRef !== from) continue
      core.state.pulls.patch(pull.id, { baseRef: to })
      core.state.issues.patch(issue.id, { updatedAt: stampOf(at) })
    }
    core.state.repositories.patch(repository.id, {
      defaultBranch: repository.defaultBranch === from ? to : repository.defaultBranch,
      protections: repository.protections.map((protection) =>
        protection.pattern === from ? { ...protection, pattern: to } : protection,
      ),
    })
    await afterRefMoves(core, core.state.repositories.mustGet(repository.id), moves, by, at)
  })
}
