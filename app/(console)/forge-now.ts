import type { ShellData } from '@/components/shell/shell-data'
import type { Context } from '@/lib/context'
import { lastForgeContact } from '@/lib/people/last-forge-contact'
import type { Server } from '@/lib/server'

/** Whether GitHub answers, and when it last did. `reachable`: it says what people may do. */
export async function forgeNow(
  ctx: Context,
  { mirror }: Pick<Server, 'mirror'>,
  reachable: boolean,
): Promise<ShellData['forge']> {
  const lastContact = await lastForgeContact({ ctx })
  return { reachable, answers: reachable && mirror.lastContact?.failing == null, lastContact }
}
