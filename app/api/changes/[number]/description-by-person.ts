import { updateDescription, type UpdateDescriptionResult } from '@/lib/changes/update-description'
import type { Context, PersonActor } from '@/lib/context'
import { personToken } from '@/lib/people/person-token'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'

interface Described {
  readonly ctx: Context<PersonActor>
  readonly server: Server
  readonly number: number
  /** The person asked for it; otherwise only who drafted the change has it done. */
  readonly isAsked?: boolean
}

/** Brings the description of a pull request up to its head with the person's own token. */
export function descriptionByPerson({
  ctx,
  server,
  number,
  isAsked = false,
}: Described): Promise<UpdateDescriptionResult> {
  return updateDescription({
    ctx,
    source: server,
    client: async () => {
      const answer = await personToken(ctx, server.environment)
      return answer.kind === 'token' ? server.app.userClient(answer.token) : null
    },
    links: { draft: (id) => server.environment.LOCKSTEP_URL + routes.draft(id) },
    number,
    isAsked,
  })
}
