import { diffFiles, EMPTY_TREE } from '@/forge/git/diff'
import { commitsBetween, countApart, listCommits, mergeBase } from '@/forge/git/history'
import { ok, type Answer } from '@/forge/http/answer'
import { linkHeader, pageOf, slicePage } from '@/forge/http/pagination'
import { READ_CONTENTS, type RepositoryRoute, type RepositoryVisit } from '@/forge/http/route'
import { notFound, Refusal } from '@/forge/refusal'
import { presentCommit, presentFile } from '@/forge/shapes/commit'
import { repositoryApiUrl, repositoryWebUrl } from '@/forge/shapes/urls'
import { branchOrSha } from './revision'

export const COMMIT_ROUTES: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '/commits', need: READ_CONTENTS, handle: list },
  { method: 'GET', pattern: '/commits/:ref', need: READ_CONTENTS, handle: get },
  { method: 'GET', pattern: '/compare/*basehead', need: READ_CONTENTS, handle: compare },
]

async function list(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, query } = visit
  const git = core.git(repository.id)
  const name = query.get('sha') ?? repository.defaultBranch
  const tip = await branchOrSha(core, repository, name)
  if (tip === null && (await git.refs('refs/heads/')).size === 0)
    throw new Refusal(409, 'Git Repository is empty.')
  if (tip === null) throw notFound()
  const page = pageOf(query)
  const commits = await listCommits(git, tip, {
    path: query.get('path') ?? '',
    ...(query.has('author') ? { author: query.get('author') ?? '' } : {}),
    ...(query.has('since') ? { since: dateOf(query, 'since') } : {}),
    ...(query.has('until') ? { until: dateOf(query, 'until') } : {}),
    skip: (page.page - 1) * page.perPage,
    limit: page.perPage + 1, // one more tells whether there is a next page
  })
  const total = (page.page - 1) * page.perPage + commits.length
  return {
    status: 200,
    body: commits.slice(0, page.perPage).map((commit) => presentCommit(core, repository, commit)),
    headers: linkHeader(visit.url, page, total),
  }
}

function dateOf(query: URLSearchParams, name: string): Date {
  const date = new Date(query.get(name) ?? '')
  if (Number.isNaN(date.getTime())) throw new Refusal(422, `Invalid request.\n\nFor '${name}': not a date.`)
  return date
}

async function get(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, params } = visit
  const git = core.git(repository.id)
  const sha = await branchOrSha(core, repository, params.ref ?? '')
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${params.ref}`)
  const commit = await git.commitOf(sha)
  const files = await diffFiles(git, commit.parents[0] ?? EMPTY_TREE, sha)
  const additions = files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0)
  return ok({
    ...presentCommit(core, repository, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: files.map((file) => presentFile(core, repository, sha, file)),
  })
}

/** Three-dot comparison: files against the merge base, commits that only the head has, oldest first. */
async function compare(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, params, query } = visit
  const git = core.git(repository.id)
  const [baseName = '', headName = ''] = (params.basehead ?? '').split('...')
  const base = await branchOrSha(core, repository, withoutOwner(baseName))
  const head = await branchOrSha(core, repository, withoutOwner(headName))
  const shared = base === null || head === null ? null : await mergeBase(git, base, head)
  if (base === null || head === null || shared === null) throw notFound()
  const { ahead, behind } = await countApart(git, base, head)
  const commits = await commitsBetween(git, base, head)
  const page = query.has('per_page') ? pageOf(query) : { ...pageOf(query), perPage: 250 }
  const files = page.page === 1 ? await diffFiles(git, shared, head) : []
  const web = `${repositoryWebUrl(core, repository)}/compare/${baseName}...${headName}`
  const body = {
    url: `${repositoryApiUrl(core, repository)}/compare/${baseName}...${headName}`,
    html_url: web,
    permalink_url: `${repositoryWebUrl(core, repository)}/compare/${base}...${head}`,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: presentCommit(core, repository, await git.commitOf(base)),
    merge_base_commit: presentCommit(core, repository, await git.commitOf(shared)),
    status: ahead > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: commits.length,
    commits: slicePage(commits, page).map((commit) => presentCommit(core, repository, commit)),
    files: files.map((file) => presentFile(core, repository, head, file)),
  }
  return { status: 200, body, headers: linkHeader(visit.url, page, commits.length) }
}

function withoutOwner(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
