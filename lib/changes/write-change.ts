import type { GitHubClient } from '@/lib/git/github-client'
import { findPull, type KnownPull } from './find-pull'
import { statusOf } from './forge-status'
import { markReady } from './mark-ready'
import type { PreparedFile } from './prepare-files'
import { replaceOurs } from './pull-body'
import { writeRest, type RestToWrite, type Unfinished, type WrittenChange } from './write-rest'

/** What is written to the forge, in the order in which it is done. */
export const SUBMIT_STEPS = [
  'check',
  'files',
  'commit',
  'branch',
  'pull-request',
  'reviewers',
  'follow-up',
] as const
export type SubmitStep = (typeof SUBMIT_STEPS)[number]

export interface ChangeToWrite extends RestToWrite {
  /** Short name of the branch that the change goes to. */
  readonly base: string
  /** Head of that branch, the parent of the commit. */
  readonly head: string
  /** Short name of our branch: the same for every try of one submission. */
  readonly branch: string
  readonly description: string
  readonly body: string
  readonly files: readonly PreparedFile[]
  /** Commits of earlier tries. What else stands on the branch is somebody's work. */
  readonly own: readonly OwnCommit[]
  /** Called with a commit before the branch points to it, so that no crash makes it look like somebody else's. */
  readonly remember: (commit: OwnCommit) => Promise<void>
  readonly asDraft: boolean
}

export interface OwnCommit {
  readonly sha: string
  readonly tree: string
}

/** Somebody else's work stands on the branch, and nothing was written. */
export interface BranchTaken {
  readonly kind: 'branch-exists'
  readonly branch: string
  /** The commit that stands there, and its author's name. */
  readonly commit: string
  readonly by: string
  /** The pull request of that branch, with its page; null when it has none. */
  readonly pull: { readonly number: number; readonly url: string } | null
}

/** Somebody closed the pull request of an earlier try, and nothing was written: whether it is wanted is not ours to say. */
export interface PullClosed {
  readonly kind: 'pull-closed'
  readonly pull: { readonly number: number; readonly url: string }
}

/**
 * Makes branch, commit and pull request with the person's own client, and returns what was made. Each step finds what an earlier try has
 * done already, so that a retry after any failure ends in exactly one pull request; what others committed to the branch meanwhile is never
 * written over. Throws Octokit's errors.
 */
export async function writeChange(
  client: GitHubClient,
  change: ChangeToWrite,
  onStep: (step: SubmitStep) => void,
): Promise<WrittenChange | Unfinished | BranchTaken | PullClosed> {
  onStep('files')
  const known = await findPull(client, change)
  if (known?.state === 'closed') return { kind: 'pull-closed', pull: nameOf(known) }
  const tree = await writeTree(client, change)
  onStep('commit')
  const existing = await findBranch(client, change)
  const standing = existing === null ? 'nothing' : await judgeBranch(client, change, existing, tree)
  // Without a pull request, theirs would be proposed together with ours, and nobody has seen it.
  if (existing !== null && (standing === 'theirs' || (standing === 'ours-below' && known === null)))
    return takenBy(change, existing, known)
  let head = change.own.find((one) => one.tree === tree)?.sha ?? existing?.commit ?? ''
  if (standing === 'nothing' || standing === 'older') {
    head = await writeCommit(client, change, tree, parentsOf(existing, change.head))
    await change.remember({ sha: head, tree })
    onStep('branch')
    await pointBranch(client, change, head, existing !== null)
  }
  onStep('pull-request')
  const number = await openPull(client, change, known)
  return writeRest(client, change, { number, head }, onStep)
}

/** What stands on our branch already. */
type Standing =
  /** The very content. */
  | 'same'
  /** An earlier try of ours, with other content. */
  | 'older'
  /** The very content, and others built upon it. */
  | 'ours-below'
  | 'theirs'

async function judgeBranch(
  client: GitHubClient,
  { owner, repo, own }: ChangeToWrite,
  existing: Branch,
  tree: string,
): Promise<Standing> {
  if (existing.tree === tree) return 'same'
  if (own.some(({ sha }) => sha === existing.commit)) return 'older'
  const wanted = own.find((one) => one.tree === tree)
  if (wanted === undefined) return 'theirs'
  const basehead = `${wanted.sha}...${existing.commit}`
  const { data } = await client.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead, per_page: 1 })
  return data.status === 'ahead' ? 'ours-below' : 'theirs'
}

function takenBy({ branch }: ChangeToWrite, { commit, by }: Branch, known: KnownPull | null): BranchTaken {
  return { kind: 'branch-exists', branch, commit, by, pull: known && nameOf(known) }
}

function nameOf({ number, url }: KnownPull): PullClosed['pull'] {
  return { number, url }
}

async function writeTree(client: GitHubClient, { owner, repo, head, files }: ChangeToWrite): Promise<string> {
  const { git } = client.rest
  const entries: { path: string; mode: '100644' | '100755'; type: 'blob'; sha: string | null }[] = []
  for (const { basePath, path, text, isExecutable = false } of files) {
    if (basePath !== null && basePath !== path)
      entries.push({ path: basePath, mode: '100644', type: 'blob', sha: null })
    if (path === null || text === null) continue
    const content = Buffer.from(text, 'utf8').toString('base64')
    const { data } = await git.createBlob({ owner, repo, content, encoding: 'base64' })
    entries.push({ path, mode: isExecutable ? '100755' : '100644', type: 'blob', sha: data.sha })
  }
  const parent = await git.getCommit({ owner, repo, commit_sha: head })
  const { data } = await git.createTree({ owner, repo, base_tree: parent.data.tree.sha, tree: entries })
  return data.sha
}

/** The branch of an earlier try. */
interface Branch {
  readonly commit: string
  readonly tree: string
  readonly parents: readonly string[]
  /** The author's name. */
  readonly by: string
}

/**
 * When others moved the base since an earlier try, it becomes a parent too: else what they did would show as a part of this pull request.
 */
function parentsOf(existing: Branch | null, head: string): string[] {
  if (existing === null) return [head]
  return existing.parents.includes(head) ? [existing.commit] : [existing.commit, head]
}

async function findBranch(
  client: GitHubClient,
  { owner, repo, branch }: ChangeToWrite,
): Promise<Branch | null> {
  try {
    const ref = await client.rest.git.getRef({ owner, repo, ref: `heads/${branch}` })
    const commit = await client.rest.git.getCommit({ owner, repo, commit_sha: ref.data.object.sha })
    const parents = commit.data.parents.map(({ sha }) => sha)
    const { name: by } = commit.data.author
    return { commit: commit.data.sha, tree: commit.data.tree.sha, parents, by }
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

async function writeCommit(
  client: GitHubClient,
  { owner, repo, title, description }: ChangeToWrite,
  tree: string,
  parents: string[],
): Promise<string> {
  const message = description.trim() === '' ? title : `${title}\n\n${description.trim()}`
  const { data } = await client.rest.git.createCommit({ owner, repo, message, tree, parents })
  return data.sha
}

async function pointBranch(
  client: GitHubClient,
  { owner, repo, branch }: ChangeToWrite,
  sha: string,
  exists: boolean,
): Promise<void> {
  if (exists) await client.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha, force: false })
  else await client.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha })
}

async function openPull(
  client: GitHubClient,
  change: ChangeToWrite,
  known: KnownPull | null,
): Promise<number> {
  const { owner, repo, branch, base, title, body, asDraft } = change
  const { pulls } = client.rest
  if (known !== null) {
    const updated = replaceOurs(known.body, body)
    if (known.state === 'open' && updated !== known.body)
      await pulls.update({ owner, repo, pull_number: known.number, body: updated })
    // The try before wanted a draft, which asks nobody. Where GitHub does not let us, its page says what to press.
    if (known.isDraft && !asDraft) await markReady(client, known.nodeId)
    return known.number
  }
  const { data } = await pulls.create({ owner, repo, head: branch, base, title, body, draft: asDraft })
  return data.number
}
