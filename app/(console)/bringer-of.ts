import { findBringer, type Bringer } from '@/lib/changes/find-bringer'
import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import type { Server } from '@/lib/server'

/** What a commit belongs to that the tracked branch was never at; null for one that it was at, and where nothing is known. */
export async function bringerOf(
  ctx: Context,
  source: Server,
  history: RefHistory,
  { commit, position }: { readonly commit: string; readonly position: number | null },
): Promise<Bringer | null> {
  return position === null ? findBringer({ ctx, source, history, commit }) : null
}
