import type { GitHubClient } from '@/lib/git/github-client'
import { askReviewers } from './emergency/ask-reviewers'
import { EMERGENCY_LABEL, writeFollowUp, type FollowUp, type FollowUpToWrite } from './emergency/follow-up'
import { statusOf } from './forge-status'
import type { PreparedFile } from './prepare-files'

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

export interface ChangeToWrite {
  readonly owner: string
  readonly repo: string
  /** Short name of the branch that the change goes to. */
  readonly base: string
  /** Head of that branch, the parent of the commit. */
  readonly head: string
  /** Short name of our branch: the same for every try of one submission. */
  readonly branch: string
  readonly title: string
  readonly description: string
  readonly body: string
  readonly files: readonly PreparedFile[]
  readonly asDraft: boolean
  readonly labels: readonly string[]
  /** Null for a change that goes the normal way. */
  readonly emergency: EmergencyToWrite | null
}

export interface EmergencyToWrite extends Omit<FollowUpToWrite, 'pull' | 'title'> {
  readonly reviewers: readonly string[]
  /** Login. */
  readonly drafter: string
}

/** What was made of a submission. */
export interface WrittenChange {
  readonly number: number
  /** Reviewers of emergencies whom the forge did not let us ask. */
  readonly notAsked: readonly string[]
  readonly followUp: FollowUp | null
}

/**
 * Makes branch, commit and pull request with the person's own client, and returns what was made. Each step finds what an earlier try has
 * done already, so that a retry after any failure ends in exactly one pull request. Throws Octokit's errors.
 */
export async function writeChange(
  client: GitHubClient,
  change: ChangeToWrite,
  onStep: (step: SubmitStep) => void,
): Promise<WrittenChange> {
  onStep('files')
  const tree = await writeTree(client, change)
  onStep('commit')
  const existing = await findBranch(client, change)
  const isOurs = existing !== null && existing.tree === tree
  if (!isOurs) {
    const commit = await writeCommit(client, change, tree, parentsOf(existing, change.head))
    onStep('branch')
    await pointBranch(client, change, commit, existing !== null)
  }
  onStep('pull-request')
  const number = await openPull(client, change)
  const { owner, repo, emergency, title } = change
  const labels = emergency === null ? change.labels : [...new Set([...change.labels, EMERGENCY_LABEL])]
  if (labels.length > 0)
    await client.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...labels] })
  if (emergency === null) return { number, notAsked: [], followUp: null }
  onStep('reviewers')
  const notAsked = await askReviewers(client, { owner, repo, pull: number, ...emergency })
  onStep('follow-up')
  const followUp = await writeFollowUp(client, { owner, repo }, { ...emergency, pull: number, title })
  return { number, notAsked, followUp }
}

async function writeTree(client: GitHubClient, { owner, repo, head, files }: ChangeToWrite): Promise<string> {
  const { git } = client.rest
  const entries: { path: string; mode: '100644'; type: 'blob'; sha: string | null }[] = []
  for (const { basePath, path, text } of files) {
    if (basePath !== null && basePath !== path)
      entries.push({ path: basePath, mode: '100644', type: 'blob', sha: null })
    if (path === null || text === null) continue
    const content = Buffer.from(text, 'utf8').toString('base64')
    const { data } = await git.createBlob({ owner, repo, content, encoding: 'base64' })
    entries.push({ path, mode: '100644', type: 'blob', sha: data.sha })
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
    return { commit: commit.data.sha, tree: commit.data.tree.sha, parents }
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

async function openPull(client: GitHubClient, change: ChangeToWrite): Promise<number> {
  const { owner, repo, branch, base, title, body, asDraft } = change
  const { pulls } = client.rest
  const known = await pulls.list({ owner, repo, head: `${owner}:${branch}`, state: 'all', per_page: 1 })
  const [first] = known.data
  if (first !== undefined) return first.number
  const { data } = await pulls.create({ owner, repo, head: branch, base, title, body, draft: asDraft })
  return data.number
}
