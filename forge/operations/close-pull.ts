import { pullNumbered, repositoryNamed, accountNamed, type Pull } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { isAncestor } from '@/forge/git/history'
import { invalidBecause } from '@/forge/refusal'
import type { AccountRow } from '@/forge/state/records'
import { announcePull } from './announce-pull'

export interface PullStep {
  /** `owner/name`. */
  readonly repository: string
  readonly number: number
  /** Login of who does it. */
  readonly person: string
  readonly at: Date
}

/** Closes a pull request without merging it. */
export async function closePull(core: Core, step: PullStep): Promise<Pull> {
  const repository = repositoryNamed(core, step.repository)
  const person = accountNamed(core, step.person)
  return core.exclusively(repository.id, () =>
    closeUnlocked(core, pullNumbered(core, repository, step.number), person, step.at),
  )
}

export async function closeUnlocked(core: Core, entry: Pull, by: AccountRow, at: Date): Promise<Pull> {
  if (entry.issue.state === 'closed') return entry
  const stamp = stampOf(at)
  const issue = core.state.issues.patch(entry.issue.id, {
    state: 'closed',
    closedAt: stamp,
    closedById: by.id,
    updatedAt: stamp,
  })
  core.state.save()
  const closed = { pull: entry.pull, issue }
  await announcePull(core, closed, 'closed', by, at)
  return closed
}

/** Opens a closed pull request again, with what its branch has by now; a merged one, or one whose branch is gone or was rewritten, stays closed (422). */
export async function reopenPull(core: Core, step: PullStep): Promise<Pull> {
  const repository = repositoryNamed(core, step.repository)
  const person = accountNamed(core, step.person)
  return core.exclusively(repository.id, async () => {
    const entry = pullNumbered(core, repository, step.number)
    if (entry.issue.state === 'open') return entry
    const git = core.git(repository.id)
    const head = await git.branch(entry.pull.headRef)
    const base = await git.branch(entry.pull.baseRef)
    const { headRef } = entry.pull
    if (entry.pull.mergedAt !== null) throw staysClosed('The pull request cannot be reopened.')
    if (head === null) throw staysClosed(`The ${headRef} branch has been deleted.`)
    if (base === null) throw staysClosed(`The ${entry.pull.baseRef} branch has been deleted.`)
    if (!(await isAncestor(git, entry.pull.headSha, head)))
      throw staysClosed(`The ${headRef} branch was force-pushed or recreated.`)
    // Its own ref did not follow the branch while it was closed.
    const ref = `refs/pull/${step.number}/head`
    await git.moveRefs([{ ref, from: await git.ref(ref), to: head }])
    const pull = core.state.pulls.patch(entry.pull.id, { headSha: head, baseSha: base })
    const issue = core.state.issues.patch(entry.issue.id, {
      state: 'open',
      closedAt: null,
      closedById: null,
      updatedAt: stampOf(step.at),
    })
    core.state.save()
    await announcePull(core, { pull, issue }, 'reopened', person, step.at)
    return { pull, issue }
  })
}

/** In GitHub's words. */
function staysClosed(reason: string): Error {
  return invalidBecause('PullRequest', `state cannot be changed. ${reason}`)
}
