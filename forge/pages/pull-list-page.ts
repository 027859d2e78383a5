import { fullNameOf, pullsOf } from '@/forge/access/find'
import type { Answer } from '@/forge/http/answer'
import { markup } from './markup'
import { page, repositoryOf, type PageVisit } from './page-visit'
import { stateOf } from './pull-sections'

/** `/OWNER/REPO/pulls`: open ones, or `?state=closed|all`. */
export function showPulls(visit: PageVisit): Answer {
  const { core, query } = visit
  const repository = repositoryOf(visit)
  const name = fullNameOf(core, repository)
  const state = query.get('state') ?? 'open'
  const entries = pullsOf(core, repository)
    .filter(({ issue }) => state === 'all' || issue.state === state)
    .reverse()
  const rows = entries.map((entry) => {
    const { issue, pull } = entry
    const author = core.state.accounts.mustGet(issue.authorId).login
    return markup`<tr><td>#${issue.number}</td><td><a href="/${name}/pull/${issue.number}">${issue.title}</a></td>
<td>${stateOf(entry)}</td><td>${author}</td><td>${pull.headRef} → ${pull.baseRef}</td></tr>`
  })
  const table =
    rows.length === 0
      ? markup`<p>There are no such pull requests.</p>`
      : markup`<table><thead><tr><th>Number</th><th>Title</th><th>State</th><th>Opened by</th><th>Branches</th></tr></thead><tbody>${rows}</tbody></table>`
  const filters = ['open', 'closed', 'all'].map(
    (one) =>
      markup` <a href="/${name}/pulls?state=${one}"${one === state ? markup` aria-current="page"` : ''}>${one}</a>`,
  )
  const content = markup`<p><a href="/${name}">${name}</a></p><h1>Pull requests</h1>
<nav aria-label="State">${filters}</nav>${table}`
  return page(visit, `Pull requests of ${name}`, content)
}
