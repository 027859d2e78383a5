import { refreshChanges, type RefreshResult } from '@/lib/changes/refresh-changes'
import type { Context, SystemActor } from '@/lib/context'
import type { Server } from '@/lib/server'

/** Asks the forge about one change now, with what git has of it. */
export async function lookAtChange(
  ctx: Context<SystemActor>,
  server: Server,
  number: number,
): Promise<RefreshResult> {
  await server.mirror.fetch().catch(() => undefined)
  const client = await server.app.installationClient()
  return refreshChanges({ ctx, source: server, client, input: { numbers: [number] } })
}
