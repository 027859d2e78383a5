import { filterOf, readDecisionSearch } from '@/app/(console)/decisions/search-params'
import type { Context } from '@/lib/context'
import type { DecisionFilter } from '@/lib/decisions/decision-filter'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory, type Server } from '@/lib/server'

/** The filter in an address of the decisions page, for the policies of the tracked branch. */
export async function readFilter(
  { ctx, server }: { readonly ctx: Context; readonly server: Server },
  raw: Readonly<Record<string, string | string[]>>,
): Promise<DecisionFilter> {
  const { tip } = await trackedHistory(server)
  const { root } = (await readConfiguration(server.mirror.objects, tip)).configuration
  return filterOf(readDecisionSearch(raw), root, ctx.now)
}
