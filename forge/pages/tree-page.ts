import { fullNameOf, openPullsOf } from '@/forge/access/find'
import { isFolder, type TreeEntry } from '@/forge/git/tree'
import { listCommits } from '@/forge/git/history'
import type { Answer } from '@/forge/http/answer'
import { notFound } from '@/forge/refusal'
import { branchOrSha } from '@/forge/routes/revision'
import { urlPath } from '@/forge/shapes/urls'
import type { RepositoryRow } from '@/forge/state/records'
import { markup, type Markup } from './markup'
import { page, repositoryOf, type PageVisit } from './page-visit'

const RECENT = 20

/** `/OWNER/REPO`: the tree of the default branch and the last commits. */
export async function showRepository(visit: PageVisit): Promise<Answer> {
  const { core } = visit
  const repository = repositoryOf(visit)
  const name = fullNameOf(core, repository)
  const tip = await core.git(repository.id).branch(repository.defaultBranch)
  const open = openPullsOf(core, repository).length
  const body =
    tip === null ? markup`<p>This repository is empty.</p>` : await contents(visit, repository, tip)
  const content = markup`<h1>${name}</h1>
<p class="muted">${repository.private ? 'Private' : 'Public'} · ${repository.description ?? ''}</p>
<p><a href="/${name}/pulls">Pull requests (${open})</a></p>${body}`
  return page(visit, name, content)
}

async function contents(visit: PageVisit, repository: RepositoryRow, tip: string): Promise<Markup> {
  const git = visit.core.git(repository.id)
  const name = fullNameOf(visit.core, repository)
  const entries = await git.readTree((await git.commitOf(tip)).tree)
  const commits = await listCommits(git, tip, { limit: RECENT })
  const rows = commits.map(
    ({ sha, message, author }) => markup`<tr><td><a href="/${name}/commit/${sha}">${sha.slice(0, 7)}</a></td>
<td>${message.split('\n')[0] ?? ''}</td><td>${author.name}</td><td>${author.at.toISOString().slice(0, 16)}</td></tr>`,
  )
  return markup`<h2>Files on ${repository.defaultBranch}</h2>${listing(name, tip, '', entries)}
<h2>Recent commits</h2><table><thead><tr><th>Commit</th><th>Message</th><th>Author</th><th>When (UTC)</th></tr></thead>
<tbody>${rows}</tbody></table>`
}

function listing(name: string, commit: string, folder: string, entries: readonly TreeEntry[]): Markup {
  const items = entries.map((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    const kind = isFolder(entry) ? 'tree' : 'blob'
    return markup`<li><a href="/${name}/${kind}/${commit}/${urlPath(path)}">${entry.name}${isFolder(entry) ? '/' : ''}</a></li>`
  })
  return markup`<ul>${items}</ul>`
}

/** `/OWNER/REPO/(tree|blob)/REF/PATH`: a folder or a file at a commit. */
export async function showPath(visit: PageVisit): Promise<Answer> {
  const { core, params } = visit
  const repository = repositoryOf(visit)
  const git = core.git(repository.id)
  const place = await locate(visit, repository, params.rest ?? '')
  if (place === null) throw notFound()
  const { commit, path, entry } = place
  const name = fullNameOf(core, repository)
  const title = `${path === '' ? name : path} at ${commit.slice(0, 7)}`
  const heading = markup`<p><a href="/${name}">${name}</a></p><h1>${title}</h1>`
  if (isFolder(entry)) {
    return page(visit, title, markup`${heading}${listing(name, commit, path, await git.readTree(entry.sha))}`)
  }
  const data = (await git.object(entry.sha))?.data ?? Buffer.alloc(0)
  const lines = data
    .toString('utf8')
    .split('\n')
    .map((line) => markup`<span>${line}</span>`)
  const text = data.includes(0) ? markup`<p>Binary file.</p>` : markup`<pre tabindex="0">${lines}</pre>`
  return page(visit, title, markup`${heading}<p class="muted">Blob ${entry.sha}</p>${text}`)
}

/** The ref may hold slashes: the longest prefix that names a branch or commit wins. */
async function locate(visit: PageVisit, repository: RepositoryRow, rest: string) {
  const git = visit.core.git(repository.id)
  const parts = rest.split('/').filter(Boolean)
  for (let length = parts.length; length > 0; length -= 1) {
    const commit = await branchOrSha(visit.core, repository, parts.slice(0, length).join('/'))
    if (commit === null) continue
    const path = parts.slice(length).join('/')
    const entry = await git.entryAt((await git.commitOf(commit)).tree, path)
    return entry === null ? null : { commit, path, entry }
  }
  return null
}

/** `/OWNER/REPO/raw/REF/PATH`: the bytes. */
export async function showRaw(visit: PageVisit): Promise<Answer> {
  const repository = repositoryOf(visit)
  const place = await locate(visit, repository, visit.params.rest ?? '')
  if (place === null || isFolder(place.entry)) throw notFound()
  const object = await visit.core.git(repository.id).object(place.entry.sha)
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return { status: 200, body: object?.data ?? Buffer.alloc(0), headers }
}
