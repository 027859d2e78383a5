import * as z from 'zod'
import { proposeChange, proposeChangeSchema } from '@/lib/changes/propose-change'
import { refreshChanges } from '@/lib/changes/refresh-changes'
import { personRoute } from '@/lib/http/route'
import { streamLines } from '@/lib/http/stream-lines'
import { personToken } from '@/lib/people/person-token'
import { routes } from '@/lib/routes'
import { systemContext } from '@/lib/server'

/** Answers with a line `{step}` for each step and last the result, so that the page can show what is going on. */
export const POST = personRoute(
  { role: 'write', params: z.object({ id: z.string() }), body: proposeChangeSchema },
  async ({ ctx, server, params: { id }, body }) =>
    streamLines(ctx.requestId, async (send) => {
      const answer = await personToken(ctx, server.environment)
      if (answer.kind !== 'token') return send(answer)
      const result = await proposeChange({
        ctx,
        source: server,
        client: server.app.userClient(answer.token),
        links: { change: () => server.environment.LOCKSTEP_URL + routes.draft(id) },
        id,
        input: body,
        onStep: (step) => send({ step }),
      })
      if (result.kind === 'opened') {
        const client = await server.app.installationClient()
        await server.mirror.fetch().catch(() => undefined)
        const numbers = [result.number]
        await refreshChanges({
          ctx: systemContext(server, 'submit'),
          source: server,
          client,
          input: { numbers },
        })
      }
      send(result)
    }),
)
