import type { IncomingMessage } from 'node:http'
import { ANONYMOUS, actorOf, actorSees, refusalFor } from '@/forge/access/actor'
import { fullNameOf, repositoryNamed } from '@/forge/access/find'
import type { OpenCore } from '@/forge/open-forge'
import { notFound, Refusal } from '@/forge/refusal'
import { REPOSITORY_ROUTES, ROUTES } from './all'
import type { Answer } from '@/forge/http/answer'
import { readJson } from '@/forge/http/read-body'
import { matchPath, type Visit } from '@/forge/http/route'

const REPOSITORY = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/

/** Answers a REST request; `url` has the path below `/api/v3`. */
export async function answerRest(
  core: OpenCore,
  request: IncomingMessage,
  url: URL,
  at: Date,
): Promise<Answer> {
  const path = url.pathname.slice('/api/v3'.length) || '/'
  const visit: Visit = {
    core,
    request,
    // an OAuth client signs in with its id and secret there, and its route checks them
    actor: path.startsWith('/applications/') ? ANONYMOUS : actorOf(core, request.headers.authorization, at),
    params: {},
    query: url.searchParams,
    url,
    body: request.method === 'GET' || request.method === 'HEAD' ? undefined : await readJson(request),
    at,
  }
  const below = REPOSITORY.exec(path)
  if (below !== null) return answerBelowRepository(visit, below)
  for (const route of ROUTES) {
    const params = route.method === methodOf(request) ? matchPath(route.pattern, path) : null
    if (params !== null) return route.handle({ ...visit, params })
  }
  throw notFound()
}

async function answerBelowRepository(
  visit: Visit,
  [, owner, name, rest = '']: RegExpExecArray,
): Promise<Answer> {
  const { core, actor } = visit
  for (const route of REPOSITORY_ROUTES) {
    const params = route.method === methodOf(visit.request) ? matchPath(route.pattern, rest) : null
    if (params === null) continue
    const repository = repositoryNamed(
      core,
      `${decodeURIComponent(owner ?? '')}/${decodeURIComponent(name ?? '')}`,
    )
    // An app asks for its own installation with its key, which sees no repository yet.
    const visible = actorSees(core, actor, repository) || (actor.kind === 'app' && rest === '/installation')
    if (!visible) throw notFound()
    const refusal = refusalFor(core, actor, repository, route.need)
    if (refusal !== null) throw new Refusal(actor.kind === 'anonymous' ? 401 : 403, refusal)
    return route.handle({ ...visit, params, repository, fullName: fullNameOf(core, repository) })
  }
  throw notFound()
}

function methodOf(request: IncomingMessage): string {
  return request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
}
