import { openEventStream } from '@/lib/events/event-stream'
import { personRoute } from '@/lib/http/route'
import { identifyPerson } from '@/lib/people/identify-person'

/** What moved, as server-sent events, for as long as the person may look. */
export const GET = personRoute({ role: 'read' }, ({ ctx, server, request }) => {
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
