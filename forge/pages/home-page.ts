import { fullNameOf } from '@/forge/access/find'
import { maySee } from '@/forge/access/role-on'
import type { Answer } from '@/forge/http/answer'
import { markup } from './markup'
import { page, type PageVisit } from './page-visit'

/** `/`: the repositories that the visitor may see. */
export function showHome(visit: PageVisit): Answer {
  const { core, visitor } = visit
  const repositories = core.state.repositories.all().filter((row) => maySee(core, row, visitor.account))
  const items = repositories.map((row) => {
    const name = fullNameOf(core, row)
    return markup`<li><a href="/${name}">${name}</a> <span class="muted">${row.description ?? ''}</span></li>`
  })
  const list = items.length === 0 ? markup`<p>No repositories to show.</p>` : markup`<ul>${items}</ul>`
  return page(visit, 'Repositories', markup`<h1>Repositories</h1>${list}`)
}
