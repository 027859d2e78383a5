import {
  roleAtLeast,
  type ConnectorActor,
  type Context,
  type PersonActor,
  type Role,
  type SystemActor,
} from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { identifyPerson, type PersonAnswer } from '@/lib/people/identify-person'
import { server, serverFor, systemContext, type Server } from '@/lib/server'
import { takeSlot } from '@/lib/take-slot'
import type { ProxyOutcome } from '@/lib/wire/host-calls'
import type * as z from 'zod'
import { answer, explain } from './answer'
import { identifyConnector, identifyToken } from './connector-token'
import { parseInput, type Input, type InputSchemas, type RouteParameters } from './parse-input'
import { releaseAtEnd } from './release-at-end'
import { isSafeMethod, requireSameOrigin } from './same-origin'

const MEBIBYTE = 1024 * 1024
const PERSON_MAX_BYTES = MEBIBYTE
/** Of whoever may be anybody: forms and a connector that enrols. */
const PUBLIC_MAX_BYTES = MEBIBYTE / 8
/** The wire protocol's limit on a batch. */
const CONNECTOR_MAX_BYTES = 8 * MEBIBYTE

/** A route handler as Next calls it. */
export type RouteHandler = (request: Request, route: RouteParameters) => Promise<Response>

interface PersonOptions {
  /** The least role on the repository. */
  readonly role: Role
  /**
   * While the forge does not answer, people look on upon its last word and change nothing. `allow` is for what only
   * concerns themselves, such as saving a draft.
   */
  readonly whileUnreachable?: 'refuse' | 'allow'
  /**
   * For what costs more to answer than to ask: how many such requests one person may have open, by the name of what they do. A streamed
   * answer is open until its last byte was taken.
   */
  readonly atOnce?: { readonly kind: string; readonly most: number }
}

/** A route for people: session, role, same origin for changes, input checked, problems as RFC 9457. */
export function personRoute<Params = undefined, Query = undefined, Body = undefined>(
  options: PersonOptions & InputSchemas<Params, Query, Body>,
  handle: (
    input: Input<Params, Query, Body> & {
      readonly ctx: Context<PersonActor>
      readonly server: Server
      /** False while the forge does not answer. */
      readonly roleIsFresh: boolean
    },
  ) => Promise<unknown>,
): RouteHandler {
  return (request, route) =>
    answer(request, async (requestId, now) => {
      const opened = await server()
      requireSameOrigin(request, opened.environment.LOCKSTEP_URL)
      const { ctx, roleIsFresh } = await requireRole(opened, request, options, { requestId, now })
      const release = takePersonSlot(ctx, options)
      let result: unknown
      try {
        const input = await parseInput(options, request, route, { maxBytes: PERSON_MAX_BYTES, sender: null })
        result = await handle({ ...input, ctx, server: opened, roleIsFresh })
      } catch (error) {
        release()
        throw error
      }
      if (result instanceof Response) return releaseAtEnd(result, request, release)
      release()
      return result
    })
}

function takePersonSlot({ actor }: Context<PersonActor>, { atOnce }: PersonOptions): () => void {
  if (atOnce === undefined) return () => undefined
  const { kind, most } = atOnce
  const release = takeSlot(`${kind} ${actor.personId}`, most)
  if (release !== null) return release
  const detail = `You have ${most} requests of this kind open (${kind}). Wait for their answers, then send this one again.`
  throw new RequestError('too-many-requests', detail, 1)
}

async function requireRole(
  opened: Server,
  { headers, method }: Request,
  { role, whileUnreachable = 'refuse' }: PersonOptions,
  moment: { requestId: string; now: Date },
): Promise<Extract<PersonAnswer, { kind: 'person' }>> {
  const person = await identifyPerson(
    { ...opened, repositoryId: opened.repository.id },
    { headers, ...moment },
  )
  const { owner, name } = opened.repository
  switch (person.kind) {
    case 'signed-out':
      throw new RequestError('not-signed-in', 'Your session ended or was revoked. Sign in and try again.')
    case 'no-role':
      throw new RequestError('no-role', `Ask an administrator of ${owner}/${name} on GitHub for a role.`)
    case 'unreachable':
      throw new RequestError('forge-unreachable', 'GitHub cannot say what you may do; try again soon.', 10)
    case 'person':
      break
  }
  if (!roleAtLeast(person.ctx.actor.role, role)) {
    throw new RequestError(
      'role-too-low',
      `This needs the role ${role} on ${owner}/${name}; you have ${person.ctx.actor.role}.`,
    )
  }
  if (!person.roleIsFresh && !isSafeMethod(method) && whileUnreachable === 'refuse') {
    throw new RequestError('forge-unreachable', 'Nothing can be changed until GitHub answers again.', 10)
  }
  return person
}

/** A route for connectors and proxies: bearer token, input checked. JSON or raw bytes, gzip accepted. */
export function connectorRoute<Params = undefined, Query = undefined, Body = undefined>(
  options: InputSchemas<Params, Query, Body>,
  handle: (
    input: Input<Params, Query, Body> & { readonly ctx: Context<ConnectorActor>; readonly server: Server },
  ) => Promise<unknown>,
): RouteHandler {
  return (request, route) =>
    answer(request, async (requestId, now) => {
      const opened = await serverFor('machines')
      const { actor, repositoryId } = await identifyConnector(opened.database, request.headers, now)
      const limits = { maxBytes: CONNECTOR_MAX_BYTES, sender: actor.proxyId }
      const input = await parseInput(options, request, route, limits)
      const ctx = { actor, db: opened.database, repositoryId, now, requestId }
      return handle({ ...input, ctx, server: opened })
    })
}

interface HostInput<Body> {
  readonly body: Body
  readonly server: Server
  readonly request: Request
  /** Does something for the proxy of a token. What is refused or fails stays with this one. */
  readonly forProxy: <Value>(
    token: string,
    work: (ctx: Context<ConnectorActor>) => Promise<Value>,
  ) => Promise<ProxyOutcome<Value>>
}

/**
 * A route for what many proxies of a host call together: their tokens stand in the body, and each has an outcome of its own. The call is let
 * in by the token of any of them, before its body is read. `takePlace` bounds how many are open: it throws, or tells how to give the place of
 * the caller back.
 */
export function hostRoute<Body>(
  options: {
    readonly body: z.ZodType<Body>
    readonly maxBytes: number
    readonly takePlace?: (proxyId: string) => () => void
  },
  handle: (input: HostInput<Body>) => Promise<unknown>,
): RouteHandler {
  return (request, route) =>
    answer(request, async (requestId, now) => {
      const opened = await serverFor('machines')
      const { actor: caller } = await identifyConnector(opened.database, request.headers, now)
      const limits = { maxBytes: options.maxBytes, sender: caller.proxyId }
      const forProxy: HostInput<Body>['forProxy'] = async (token, work) => {
        try {
          const { actor, repositoryId } = await identifyToken(opened.database, token, now)
          const value = await work({ actor, db: opened.database, repositoryId, now, requestId })
          return { kind: 'done', value }
        } catch (error) {
          const { problem, retryAfterS } = explain(error, requestId, now)
          return { kind: 'refused', outcome: { status: problem.status, body: problem, retryAfterS } }
        }
      }
      const release = options.takePlace?.(caller.proxyId)
      try {
        const { body } = await parseInput(options, request, route, limits)
        return await handle({ body, server: opened, request, forProxy })
      } finally {
        release?.()
      }
    })
}

interface PublicOptions {
  /** Names what acts, in the audit trail. */
  readonly job: string
  /** For forms of our own pages: refuses requests from other sites. */
  readonly sameOrigin?: boolean
}

/** A route that checks for itself who calls: sign-in, enrolment by key, webhooks. */
export function publicRoute<Params = undefined, Query = undefined, Body = undefined>(
  options: PublicOptions & InputSchemas<Params, Query, Body>,
  handle: (
    input: Input<Params, Query, Body> & { readonly ctx: Context<SystemActor>; readonly server: Server },
  ) => Promise<unknown>,
): RouteHandler {
  return (request, route) =>
    answer(request, async (requestId, now) => {
      const opened = await serverFor('machines')
      if (options.sameOrigin === true) requireSameOrigin(request, opened.environment.LOCKSTEP_URL)
      const limits = { maxBytes: PUBLIC_MAX_BYTES, sender: options.job }
      const input = await parseInput(options, request, route, limits)
      const ctx = { ...systemContext(opened, options.job, requestId), now }
      return handle({ ...input, ctx, server: opened })
    })
}
