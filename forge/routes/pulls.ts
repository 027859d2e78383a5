import * as z from 'zod'
import { accountOf } from '@/forge/access/actor'
import { pullNumbered, pullsOf, type Pull } from '@/forge/access/find'
import { diffFiles } from '@/forge/git/diff'
import { commitsBetween, mergeBase } from '@/forge/git/history'
import { created, ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import { READ_PULLS, WRITE_PULLS, type RepositoryRoute, type RepositoryVisit } from '@/forge/http/route'
import { closePull, reopenPull } from '@/forge/operations/close-pull'
import { editPull } from '@/forge/operations/edit-pull'
import { mergeabilityNow } from '@/forge/operations/mergeability'
import { openPull } from '@/forge/operations/open-pull'
import { presentCommit, presentFile } from '@/forge/shapes/commit'
import { presentPull, presentPullSimple } from '@/forge/shapes/pull'

export const PULL_ROUTES: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '/pulls', need: READ_PULLS, handle: list },
  { method: 'POST', pattern: '/pulls', need: WRITE_PULLS, handle: create },
  { method: 'GET', pattern: '/pulls/:number', need: READ_PULLS, handle: get },
  { method: 'PATCH', pattern: '/pulls/:number', need: WRITE_PULLS, handle: update },
  { method: 'GET', pattern: '/pulls/:number/files', need: READ_PULLS, handle: listFiles },
  { method: 'GET', pattern: '/pulls/:number/commits', need: READ_PULLS, handle: listCommits },
  {
    method: 'GET',
    pattern: '/commits/:sha/pulls',
    need: READ_PULLS,
    handle: listOfCommit,
  },
]

/** The pull request that the path names. */
export function pullOf({ core, repository, params }: RepositoryVisit): Pull {
  return pullNumbered(core, repository, Number(params.number))
}

/** What every operation on a pull request is told: which one, by whom, when. */
export function stepOf({ fullName, params, actor, at }: RepositoryVisit) {
  return { repository: fullName, number: Number(params.number), person: accountOf(actor).login, at }
}

function list(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, query } = visit
  const state = query.get('state') ?? 'open'
  const base = query.get('base')
  const head = query.get('head')
  const owner = core.state.accounts.mustGet(repository.ownerId).login
  const found = pullsOf(core, repository)
    .filter(({ issue }) => state === 'all' || issue.state === state)
    .filter(({ pull }) => base === null || pull.baseRef === base)
    .filter(({ pull }) => head === null || head === `${owner}:${pull.headRef}` || head === pull.headRef)
  return paged(visit, sorted(found, query), (entry) => presentPullSimple(core, entry))
}

function sorted(entries: readonly Pull[], query: URLSearchParams): Pull[] {
  const by = query.get('sort') ?? 'created'
  const ascending =
    (query.get('direction') ?? (query.has('sort') && by !== 'created' ? 'asc' : 'desc')) === 'asc'
  const key = ({ issue }: Pull): string => (by === 'updated' ? issue.updatedAt : issue.createdAt)
  const order = [...entries].sort((a, b) => {
    const difference = key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.issue.number - b.issue.number
    return ascending ? difference : -difference
  })
  return order
}

const CREATE = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullable().optional(),
  draft: z.boolean().optional(),
})

async function create({ core, fullName, actor, at, body }: RepositoryVisit): Promise<Answer> {
  const { body: text, ...input } = parseBody(CREATE, body)
  const person = accountOf(actor).login
  const entry = await openPull(core, { repository: fullName, ...input, body: text ?? null, person, at })
  return created(await presentPull(core, entry, await mergeabilityNow(core, entry)))
}

async function get(visit: RepositoryVisit): Promise<Answer> {
  const entry = pullOf(visit)
  return ok(await presentPull(visit.core, entry, await mergeabilityNow(visit.core, entry)))
}

const UPDATE = z.object({
  title: z.string().optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
})

async function update(visit: RepositoryVisit): Promise<Answer> {
  const { core } = visit
  const { state, ...fields } = parseBody(UPDATE, visit.body)
  const step = stepOf(visit)
  pullOf(visit)
  if (Object.keys(fields).length > 0) await editPull(core, { ...step, ...fields })
  if (state === 'closed') await closePull(core, step)
  if (state === 'open') await reopenPull(core, step)
  return get(visit)
}

/** Both ends of what a pull request changes; equal when the branches share no history. */
export async function rangeOf({ core, repository }: RepositoryVisit, { pull }: Pull) {
  const base = await mergeBase(core.git(repository.id), pull.baseSha, pull.headSha)
  return { base: base ?? pull.headSha, head: pull.headSha }
}

async function listFiles(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  const { base, head } = await rangeOf(visit, pullOf(visit))
  const files = await diffFiles(core.git(repository.id), base, head)
  return paged(visit, files, (file) => presentFile(core, repository, head, file))
}

async function listCommits(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  const { base, head } = await rangeOf(visit, pullOf(visit))
  const commits = await commitsBetween(core.git(repository.id), base, head)
  return paged(visit, commits, (commit) => presentCommit(core, repository, commit))
}

/** Pull requests that a commit came with: as their merge, their head, or one of their commits. */
async function listOfCommit(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, params } = visit
  const git = core.git(repository.id)
  const found: Pull[] = []
  for (const entry of pullsOf(core, repository)) {
    const { base, head } = await rangeOf(visit, entry)
    const own = entry.pull.mergeSha === params.sha || head === params.sha
    if (own || (await commitsBetween(git, base, head)).some(({ sha }) => sha === params.sha))
      found.push(entry)
  }
  return paged(visit, found, (entry) => presentPullSimple(core, entry))
}
