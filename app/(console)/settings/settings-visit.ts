import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import { forgeRoutes, type ForgeRoutes } from '@/lib/routes'
import { server, type Server } from '@/lib/server'
import { requirePerson } from '@/lib/session'

/** What every page of the settings starts from. */
export interface SettingsVisit {
  readonly ctx: Context<PersonActor>
  readonly opened: Server
  readonly administers: boolean
  readonly forge: ForgeRoutes
}

export async function visitSettings(): Promise<SettingsVisit> {
  const [ctx, opened] = await Promise.all([requirePerson(), server()])
  return {
    ctx,
    opened,
    administers: roleAtLeast(ctx.actor.role, 'admin'),
    forge: forgeRoutes(opened.environment.GITHUB_URL, opened.repository),
  }
}
