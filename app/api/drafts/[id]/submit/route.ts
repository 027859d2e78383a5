import * as z from 'zod'
import { proposeChange, proposeChangeSchema } from '@/lib/changes/propose-change'
import { personRoute } from '@/lib/http/route'
import { streamLines } from '@/lib/http/stream-lines'
import { log } from '@/lib/log'
import { personToken } from '@/lib/people/person-token'
import { routes } from '@/lib/routes'
import { systemContext } from '@/lib/server'
import { lookAtChange } from '../../../changes/look-at-change'

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
      // The page of an opened one is shown next. Else the forge may be silent, for which the answer does not wait.
      if (result.kind !== 'opened') send(result)
      // It is there whatever becomes of this look, which the next one makes up for.
      if ('number' in result)
        await lookAtChange(systemContext(server, 'submit'), server, result.number).catch((error: unknown) =>
          log().warn(
            { requestId: ctx.requestId, error: String(error) },
            'a new pull request was not looked at',
          ),
        )
      if (result.kind === 'opened') send(result)
    }),
)
