import * as z from 'zod'
import { covers } from '@/forge/access/actor'
import { repositoryNamed } from '@/forge/access/find'
import { issueToken } from '@/forge/access/tokens'
import type { Core } from '@/forge/core'
import { ACCEPTED, created, ok, type Answer } from '@/forge/http/answer'
import { linkHeader, pageOf, paged, slicePage } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import {
  READ_METADATA,
  type RepositoryRoute,
  type RepositoryVisit,
  type Route,
  type Visit,
} from '@/forge/http/route'
import { redeliver } from '@/forge/hooks/deliver'
import { presentDelivery, presentDeliveryItem } from '@/forge/hooks/present-delivery'
import { notFound, Refusal } from '@/forge/refusal'
import { presentApp, presentInstallation } from '@/forge/shapes/app'
import { presentRepository } from '@/forge/shapes/repository'
import type { AppRow, DeliveryRow, InstallationRow } from '@/forge/state/credentials'
import type { RepositoryRow } from '@/forge/state/records'

const INSTALLATION_TOKEN_SECONDS = 3600

export const APP_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/app', handle: getApp },
  { method: 'GET', pattern: '/app/installations', handle: listInstallations },
  { method: 'GET', pattern: '/app/installations/:id', handle: getInstallation },
  { method: 'POST', pattern: '/app/installations/:id/access_tokens', handle: createToken },
  { method: 'GET', pattern: '/installation/repositories', handle: listRepositories },
  { method: 'GET', pattern: '/app/hook/deliveries', handle: listDeliveries },
  { method: 'GET', pattern: '/app/hook/deliveries/:id', handle: getDelivery },
  { method: 'POST', pattern: '/app/hook/deliveries/:id/attempts', handle: redeliverHook },
]

export const INSTALLATION_OF_REPOSITORY: RepositoryRoute = {
  method: 'GET',
  pattern: '/installation',
  need: READ_METADATA,
  handle: getRepositoryInstallation,
}

/** These routes want the app's own key (JWT). */
function appOf({ actor }: Visit): AppRow {
  if (actor.kind === 'app') return actor.app
  throw new Refusal(401, 'A JSON web token could not be decoded')
}

function getApp(visit: Visit): Answer {
  return ok(presentApp(visit.core, appOf(visit)))
}

function installationsOf(visit: Visit): InstallationRow[] {
  const app = appOf(visit)
  return visit.core.state.installations.all().filter((row) => row.appId === app.id)
}

function installationOf(visit: Visit): InstallationRow {
  const row = installationsOf(visit).find(({ id }) => String(id) === visit.params.id)
  if (row === undefined) throw notFound()
  return row
}

function listInstallations(visit: Visit): Promise<Answer> {
  return paged(visit, installationsOf(visit), (row) => presentInstallation(visit.core, row))
}

function getInstallation(visit: Visit): Answer {
  return ok(presentInstallation(visit.core, installationOf(visit)))
}

function getRepositoryInstallation(visit: RepositoryVisit): Answer {
  const owner = repositoryNamed(visit.core, visit.fullName).ownerId
  const row = installationsOf(visit).find(({ accountId }) => accountId === owner)
  if (row === undefined) throw notFound()
  return ok(presentInstallation(visit.core, row))
}

const TOKEN = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
})

function createToken(visit: Visit): Answer {
  const { core, at } = visit
  const installation = installationOf(visit)
  const app = appOf(visit)
  const { permissions = null, ...wanted } = parseBody(TOKEN, visit.body)
  const own = repositoriesOf(core, installation)
  const byName = wanted.repositories ?? []
  const byId = wanted.repository_ids ?? []
  const chosen = own.filter(({ id, name }) => byId.includes(id) || byName.includes(name))
  const selected = wanted.repositories !== undefined || wanted.repository_ids !== undefined
  if (selected && chosen.length !== byName.length + byId.length) {
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    )
  }
  const exceeds = Object.entries(permissions ?? {}).some(
    ([name, level]) => app.permissions[name] !== 'write' && app.permissions[name] !== level,
  )
  if (exceeds) throw new Refusal(422, 'The permissions requested are not granted to this installation.')
  const { secret, row } = issueToken(core, {
    kind: 'ghs',
    accountId: app.botId,
    appId: app.id,
    installationId: installation.id,
    scope: { repositoryIds: selected ? chosen.map(({ id }) => id) : null, permissions },
    seconds: INSTALLATION_TOKEN_SECONDS,
    at,
  })
  return created({
    token: secret,
    expires_at: row.expiresAt,
    permissions: permissions ?? { ...app.permissions },
    repository_selection: selected ? 'selected' : 'all',
    ...(selected ? { repositories: chosen.map((one) => presentRepository(core, one)) } : {}),
  })
}

function repositoriesOf(core: Core, installation: InstallationRow): RepositoryRow[] {
  return core.state.repositories.all().filter(({ ownerId }) => ownerId === installation.accountId)
}

function listRepositories(visit: Visit): Answer {
  const { core, actor, query } = visit
  if (actor.kind !== 'installation') throw new Refusal(403, 'Resource not accessible by integration')
  const rows = repositoriesOf(core, actor.installation).filter((row) => covers(actor, row))
  const page = pageOf(query)
  const body = {
    total_count: rows.length,
    repository_selection: actor.token.scope?.repositoryIds == null ? 'all' : 'selected',
    repositories: slicePage(rows, page).map((row) => presentRepository(core, row)),
  }
  return { status: 200, body, headers: linkHeader(visit.url, page, rows.length) }
}

function deliveriesOf(visit: Visit): DeliveryRow[] {
  return visit.core.state.deliveriesOfApp(`${appOf(visit).id}`).reverse()
}

function deliveryOf(visit: Visit): DeliveryRow {
  const row = deliveriesOf(visit).find(({ id }) => String(id) === visit.params.id)
  if (row === undefined) throw notFound()
  return row
}

/** Newest first; `cursor` is the id to go on below, as the `Link` header says. */
function listDeliveries(visit: Visit): Answer {
  const { perPage } = pageOf(visit.query)
  const cursor = Number(visit.query.get('cursor') ?? Number.MAX_SAFE_INTEGER)
  const rest = deliveriesOf(visit).filter(({ id }) => id < cursor)
  const shown = rest.slice(0, perPage)
  const last = shown.at(-1)
  const next = new URL(visit.url)
  next.searchParams.set('cursor', String(last?.id ?? 0))
  const headers: Record<string, string> = rest.length > perPage ? { link: `<${next.href}>; rel="next"` } : {}
  return { status: 200, body: shown.map(presentDeliveryItem), headers }
}

function getDelivery(visit: Visit): Answer {
  return ok(presentDelivery(deliveryOf(visit), appOf(visit)))
}

function redeliverHook(visit: Visit): Answer {
  redeliver(visit.core, appOf(visit), deliveryOf(visit), visit.at)
  return ACCEPTED
}
