import type { IncomingMessage } from 'node:http'
import { html, type Answer } from '@/forge/http/answer'
import { readForm } from '@/forge/http/read-body'
import { matchPath } from '@/forge/http/route'
import { authorize, showAuthorize, showLogin, signIn, signOut } from './sign-in-pages'
import type { OpenCore } from '@/forge/open-forge'
import { notFound, Refusal } from '@/forge/refusal'
import { showCommit } from './commit-page'
import { showHome } from './home-page'
import { layout, STYLE } from './layout'
import { escape, markup } from './markup'
import type { PageVisit } from './page-visit'
import { actOnPull } from './pull-actions'
import { showPulls } from './pull-list-page'
import { showPull } from './pull-page'
import { visitorOf } from './session'
import { showPath, showRaw, showRepository } from './tree-page'

type Handler = (visit: PageVisit) => Promise<Answer> | Answer

const PAGES: readonly (readonly [method: string, pattern: string, handle: Handler])[] = [
  ['GET', '/', showHome],
  ['GET', '/_style.css', () => ({ status: 200, body: STYLE, headers: { 'content-type': 'text/css' } })],
  ['GET', '/_avatar/:name', showAvatar],
  ['GET', '/login', showLogin],
  ['POST', '/login', signIn],
  ['POST', '/logout', signOut],
  ['GET', '/login/oauth/authorize', showAuthorize],
  ['POST', '/login/oauth/authorize', authorize],
  ['GET', '/:owner/:repository', showRepository],
  ['GET', '/:owner/:repository/pulls', showPulls],
  ['GET', '/:owner/:repository/pull/:number', (visit) => showPull(visit)],
  ['GET', '/:owner/:repository/pull/:number/files', (visit) => showPull(visit)],
  ['POST', '/:owner/:repository/pull/:number', actOnPull],
  ['GET', '/:owner/:repository/commit/:sha', showCommit],
  ['GET', '/:owner/:repository/tree/*rest', showPath],
  ['GET', '/:owner/:repository/blob/*rest', showPath],
  ['GET', '/:owner/:repository/raw/*rest', showRaw],
]

/** Nothing runs and nothing is loaded from elsewhere; forms may lead back to an app (no form-action). */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"

/** Answers a request for a page; a refusal becomes a page too. */
export async function answerPage(
  core: OpenCore,
  request: IncomingMessage,
  url: URL,
  at: Date,
): Promise<Answer> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const form = method === 'POST' ? await readForm(request) : new URLSearchParams()
  const visitor = visitorOf(core, request, at)
  const visit = { core, request, query: url.searchParams, params: {}, form, visitor, at }
  const answer = await find(visit, method, url.pathname)
  return { ...answer, headers: { 'content-security-policy': POLICY, ...NO_STORE, ...answer.headers } }
}

const NO_STORE = { 'cache-control': 'no-store', 'referrer-policy': 'same-origin' }

async function find(visit: PageVisit, method: string, path: string): Promise<Answer> {
  try {
    for (const [wanted, pattern, handle] of PAGES) {
      const params = wanted === method ? matchPath(pattern, path) : null
      if (params !== null) return await handle({ ...visit, params })
    }
    throw notFound()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return refusalPage(visit, error)
  }
}

function refusalPage({ visitor }: PageVisit, { status, message }: Refusal): Answer {
  const hint = status === 404 ? 'There is nothing here, or you may not see it.' : message
  const content = markup`<h1>${status === 404 ? 'Not found' : 'This did not work'}</h1><p>${hint}</p>`
  const { account, csrf, cookies } = visitor
  return html(status, layout({ title: 'Refused', content, account, csrf }), { 'set-cookie': cookies })
}

function showAvatar({ params }: PageVisit): Answer {
  const letter = escape((params.name ?? '?').slice(0, 1).toUpperCase())
  const body = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="20" fill="#57606a"/><text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">${letter}</text></svg>`
  return { status: 200, body, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=3600' } }
}
