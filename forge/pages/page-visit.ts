import type { IncomingMessage } from 'node:http'
import { maySee, roleOn } from '@/forge/access/role-on'
import { repositoryNamed } from '@/forge/access/find'
import { html, type Answer } from '@/forge/http/answer'
import type { OpenCore } from '@/forge/open-forge'
import { notFound } from '@/forge/refusal'
import type { RepositoryRow } from '@/forge/state/records'
import { layout } from './layout'
import type { Markup } from './markup'
import type { Visitor } from './session'

/** One request for a page. */
export interface PageVisit {
  readonly core: OpenCore
  readonly request: IncomingMessage
  readonly query: URLSearchParams
  readonly params: Readonly<Record<string, string>>
  /** Fields of a POST; empty for GET. */
  readonly form: URLSearchParams
  readonly visitor: Visitor
  readonly at: Date
}

/** The repository in the path, if the visitor may see it; otherwise there is none (404). */
export function repositoryOf({ core, params, visitor }: PageVisit): RepositoryRow {
  const repository = repositoryNamed(core, `${params.owner}/${params.repository}`)
  if (!maySee(core, repository, visitor.account)) throw notFound()
  return repository
}

export function mayWrite({ core, visitor }: PageVisit, repository: RepositoryRow): boolean {
  if (visitor.account === null) return false
  return ['write', 'maintain', 'admin'].includes(roleOn(core, repository, visitor.account))
}

export function page(visit: PageVisit, title: string, content: Markup, status = 200): Answer {
  const { account, csrf, cookies } = visit.visitor
  return html(status, layout({ title, content, account, csrf }), { 'set-cookie': cookies })
}
