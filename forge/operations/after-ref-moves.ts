import { openPullsOf, type Pull } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { isAncestor, listCommits } from '@/forge/git/history'
import { ZERO_SHA, type RefMove } from '@/forge/git/repository'
import { presentPushCommit } from '@/forge/shapes/push'
import type { AccountRow, RepositoryRow } from '@/forge/state/records'
import { announcePull } from './announce-pull'
import { closeUnlocked } from './close-pull'
import { completeMerge } from './complete-merge'
import { moveHead } from './move-head'

/**
 * What follows when refs have moved, however that happened (git push, API, merge): pull requests get their new
 * heads, those whose branch is gone are closed, those whose head arrived on the base are merged, apps are told.
 */
export async function afterRefMoves(
  core: Core,
  repository: RepositoryRow,
  moves: readonly RefMove[],
  by: AccountRow,
  at: Date,
): Promise<void> {
  for (const move of moves) {
    core.state.repositories.patch(repository.id, { pushedAt: stampOf(at) })
    const branch = /^refs\/heads\/(.+)$/.exec(move.ref)?.[1]
    if (branch !== undefined) await afterBranchMove(core, repository, branch, move, by, at)
    core.state.save()
    await announceMove(core, repository, move, by, at)
  }
}

async function afterBranchMove(
  core: Core,
  repository: RepositoryRow,
  branch: string,
  move: RefMove,
  by: AccountRow,
  at: Date,
): Promise<void> {
  const open = openPullsOf(core, repository)
  for (const entry of open.filter(({ pull }) => pull.headRef === branch)) {
    if (move.to === null) await closeUnlocked(core, entry, by, at)
    else await moveHead(core, entry, move.to, by, at)
  }
  const onBase = open.filter(({ pull }) => pull.baseRef === branch)
  if (onBase.length === 0) return
  const arrived = move.to === null ? new Set<string>() : await newCommits(core, repository, move)
  for (const entry of onBase) {
    if (move.to === null) await closeUnlocked(core, entry, by, at)
    else await afterBaseMove(core, entry, { ...move, to: move.to }, arrived, by, at)
  }
}

async function newCommits(core: Core, repository: RepositoryRow, move: RefMove): Promise<Set<string>> {
  const git = core.git(repository.id)
  const exclude = move.from === null ? [] : [`^${move.from}`]
  const { stdout } = await git.run(['rev-list', '--end-of-options', move.to ?? '', ...exclude, '--'])
  return new Set(stdout.toString('latin1').split('\n'))
}

async function afterBaseMove(
  core: Core,
  entry: Pull,
  move: RefMove & { readonly to: string },
  arrived: ReadonlySet<string>,
  by: AccountRow,
  at: Date,
): Promise<void> {
  const { pull } = entry
  if (pull.pendingMerge !== null) return // this very move is its merge; `mergePull` completes it
  if (!arrived.has(pull.headSha)) {
    core.state.pulls.patch(pull.id, { baseSha: move.to })
    return
  }
  const merged = completeMerge(core, entry, { sha: move.to, byId: by.id, at: stampOf(at) })
  await announcePull(core, merged, 'closed', by, at)
}

async function announceMove(
  core: Core,
  repository: RepositoryRow,
  { ref, from, to }: RefMove,
  sender: AccountRow,
  at: Date,
): Promise<void> {
  const shared = { repository: core.state.repositories.mustGet(repository.id), sender, at }
  const named = { ref: ref.replace(/^refs\/(heads|tags)\//, ''), ref_type: refType(ref) }
  if (from === null) {
    const detail = async (): Promise<Record<string, unknown>> => ({
      ...named,
      master_branch: repository.defaultBranch,
      description: repository.description,
      pusher_type: 'user',
    })
    await core.announce({ ...shared, event: 'create', detail })
  }
  const detail = (): Promise<Record<string, unknown>> =>
    pushDetail(core, repository, { ref, from, to }, sender)
  await core.announce({ ...shared, event: 'push', detail })
  if (to === null) {
    const detail = async (): Promise<Record<string, unknown>> => ({ ...named, pusher_type: 'user' })
    await core.announce({ ...shared, event: 'delete', detail })
  }
}

function refType(ref: string): 'branch' | 'tag' {
  return ref.startsWith('refs/tags/') ? 'tag' : 'branch'
}

/** At most 20 commits, as in GitHub's own payload. */
async function pushDetail(
  core: Core,
  repository: RepositoryRow,
  { ref, from, to }: RefMove,
  sender: AccountRow,
): Promise<Record<string, unknown>> {
  const git = core.git(repository.id)
  const isBranch = ref.startsWith('refs/heads/')
  const commits = to === null || !isBranch ? [] : await listCommits(git, to, { limit: 20 })
  const fresh = to === null ? new Set<string>() : await newCommits(core, repository, { ref, from, to })
  const shown = commits.filter(({ sha }) => fresh.has(sha)).reverse()
  const [head] = commits
  return {
    ref,
    before: from ?? ZERO_SHA,
    after: to ?? ZERO_SHA,
    created: from === null,
    deleted: to === null,
    forced: from !== null && to !== null && !(await isAncestor(git, from, to)),
    base_ref: null,
    compare: `${core.origin.url}/${repository.name}/compare/${(from ?? ZERO_SHA).slice(0, 12)}...${(to ?? ZERO_SHA).slice(0, 12)}`,
    commits: shown.map((commit) => presentPushCommit(core, repository, commit)),
    head_commit: head === undefined ? null : presentPushCommit(core, repository, head),
    pusher: { name: sender.login, email: sender.email },
  }
}
