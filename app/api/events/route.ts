import * as z from 'zod'
import { openEventStream } from '@/lib/events/event-stream'
import { personRoute } from '@/lib/http/route'
import { identifyPerson } from '@/lib/people/identify-person'

/** This request may have been on its way itself for so long. */
const UNDER_WAY_MS = 5_000
/** Milliseconds since the page was asked for. */
const query = z.object({ age: z.coerce.number().nonnegative().optional() })

/** What moved, as server-sent events, for as long as the person may look. */
export const GET = personRoute({ role: 'read', query }, ({ ctx, server, request, query: { age } }) => {
  const { database, repository } = server
  const mayLook = async () => {
    const moment = { headers: request.headers, requestId: ctx.requestId, now: new Date() }
    const person = await identifyPerson({ ...server, repositoryId: repository.id }, moment)
    return person.kind === 'person'
  }
  const { personId, sessionId } = ctx.actor
  const stream = openEventStream({
    database,
    repositoryId: repository.id,
    personId,
    sessionId,
    ageMs: age === undefined ? null : age + UNDER_WAY_MS,
    signal: request.signal,
    mayLook,
  })
  return Promise.resolve(
    new Response(stream, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    }),
  )
})
