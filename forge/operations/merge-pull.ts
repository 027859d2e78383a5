import { accountNamed, pullNumbered, repositoryNamed, type Pull } from '@/forge/access/find'
import { asksForPulls, passesProtection, protectionOf, rulesetsOf } from '@/forge/access/protection'
import { roleOn } from '@/forge/access/role-on'
import { stampOf, type Core } from '@/forge/core'
import { commitsBetween, isAncestor } from '@/forge/git/history'
import { mergeTrees } from '@/forge/git/merge'
import { rebaseCommits } from '@/forge/git/rebase'
import { Refusal } from '@/forge/refusal'
import type { AccountRow, RepositoryRow } from '@/forge/state/records'
import { afterRefMoves } from './after-ref-moves'
import { announcePull } from './announce-pull'
import type { PullStep } from './close-pull'
import { signatureOf } from './commit-files'
import { completeMerge } from './complete-merge'
import { mergeRequirements } from './merge-requirements'

export interface MergeStep extends PullStep {
  readonly method?: 'merge' | 'squash' | 'rebase'
  /** The head the person saw; another head is refused with 409. */
  readonly sha?: string
  readonly title?: string
  readonly message?: string
  /** Merge whatever the rules say; for imported history. */
  readonly regardless?: boolean
}

/**
 * Merges a pull request with a real three-way merge, by `rebase` one of each commit. Refused with 405 (draft, closed, conflicts, rules not
 * met) or 409 (the head moved). Administrators pass the rules unless the protection binds them too.
 */
export async function mergePull(core: Core, step: MergeStep): Promise<{ readonly sha: string }> {
  const repository = repositoryNamed(core, step.repository)
  const person = accountNamed(core, step.person)
  return core.exclusively(repository.id, async () => {
    const entry = pullNumbered(core, repository, step.number)
    await checkMerge(core, repository, entry, person, step)
    return merge(core, repository, entry, person, step)
  })
}

async function checkMerge(
  core: Core,
  repository: RepositoryRow,
  entry: Pull,
  person: AccountRow,
  step: MergeStep,
): Promise<void> {
  const { pull, issue } = entry
  if (issue.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable')
  if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft')
  if (step.sha !== undefined && step.sha !== pull.headSha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
  }
  if (step.regardless === true) return
  const requirements = await mergeRequirements(core, entry)
  const outdated = requirements.behind ? ['Head branch is out of date with the base branch.'] : []
  const missing = [...requirements.missing, ...outdated]
  if (missing.length > 0 && !mayPass(core, repository, pull.baseRef, person)) {
    throw new Refusal(405, missing.join(' '))
  }
}

function mayPass(core: Core, repository: RepositoryRow, branch: string, person: AccountRow): boolean {
  if (rulesetsOf(core, repository, branch).some(asksForPulls)) return false
  const protection = protectionOf(repository, branch)
  return protection === null
    ? roleOn(core, repository, person) === 'admin'
    : passesProtection(core, repository, protection, person)
}

async function merge(
  core: Core,
  repository: RepositoryRow,
  entry: Pull,
  person: AccountRow,
  step: MergeStep,
): Promise<{ readonly sha: string }> {
  const { pull } = entry
  const git = core.git(repository.id)
  const base = await git.branch(pull.baseRef)
  const sha = base === null ? null : await writeMerge(core, repository, entry, person, base, step)
  if (base === null || sha === null) throw new Refusal(405, 'Pull Request is not mergeable')
  const pending = { sha, byId: person.id, at: stampOf(step.at) }
  core.state.pulls.patch(pull.id, { pendingMerge: pending, baseSha: base })
  core.state.save()
  const move = { ref: `refs/heads/${pull.baseRef}`, from: base, to: sha }
  if (!(await git.moveRefs([move]))) {
    core.state.pulls.patch(pull.id, { pendingMerge: null })
    core.state.save()
    throw new Refusal(405, 'Base branch was modified. Review and try the merge again.')
  }
  await afterRefMoves(core, repository, [move], person, step.at)
  const merged = completeMerge(core, pullNumbered(core, repository, step.number), pending)
  await announcePull(core, merged, 'closed', person, step.at)
  return { sha }
}

/** The commit that the base moves to; null where there are conflicts. */
async function writeMerge(
  core: Core,
  repository: RepositoryRow,
  entry: Pull,
  person: AccountRow,
  base: string,
  step: MergeStep,
): Promise<string | null> {
  const git = core.git(repository.id)
  const { headSha } = entry.pull
  if (step.method === 'rebase')
    return rebaseCommits(git, { base, head: headSha, committer: signatureOf(person, step.at) })
  const tree = await mergeTrees(git, base, headSha)
  if (tree === null) return null
  const squash = step.method === 'squash'
  const author = squash ? core.state.accounts.mustGet(entry.issue.authorId) : person
  return git.writeCommit({
    tree,
    parents: squash ? [base] : [base, headSha],
    author: signatureOf(author, step.at),
    committer: { name: 'GitHub', email: 'noreply@github.com', at: step.at },
    message: await messageOf(core, repository, entry, base, step),
  })
}

async function messageOf(
  core: Core,
  repository: RepositoryRow,
  { pull, issue }: Pull,
  base: string,
  step: MergeStep,
): Promise<string> {
  const owner = core.state.accounts.mustGet(repository.ownerId).login
  if (step.method !== 'squash') {
    const title = step.title ?? `Merge pull request #${issue.number} from ${owner}/${pull.headRef}`
    return `${title}\n\n${step.message ?? issue.title}`
  }
  const commits = await commitsBetween(core.git(repository.id), base, pull.headSha)
  const title = step.title ?? `${issue.title} (#${issue.number})`
  const list = commits.map(({ message }) => `* ${message.trim()}`).join('\n\n')
  const body = step.message ?? (commits.length > 1 ? list : '')
  return body === '' ? title : `${title}\n\n${body}`
}

/** Finishes or forgets merges that a crash interrupted between moving the base and remembering it. */
export async function settlePendingMerges(core: Core): Promise<void> {
  for (const pull of core.state.pulls.all()) {
    if (pull.pendingMerge === null) continue
    const tip = await core.git(pull.repositoryId).branch(pull.baseRef)
    const { sha } = pull.pendingMerge
    const entry = { pull, issue: core.state.issues.mustGet(pull.issueId) }
    const landed = tip !== null && (await isAncestor(core.git(pull.repositoryId), sha, tip))
    if (landed) completeMerge(core, entry, pull.pendingMerge)
    else core.state.pulls.patch(pull.id, { pendingMerge: null })
    core.state.save()
  }
}
