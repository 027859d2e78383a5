import type { Context } from '@/lib/context'
import { countExposure } from '@/lib/decisions/count-exposure'
import type { ProxyDetail } from '@/lib/fleet/get-proxy'
import type { FleetStateId } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

/** States in which a proxy runs what git wanted before: since when is known from git. */
const LATE: ReadonlySet<FleetStateId> = new Set([
  'REJECTED',
  'DID_NOT_RELOAD',
  'NOT_DELIVERED',
  'ROLLING_OUT',
])

/** What a late proxy decided since git wanted another content; null for one that is not late. */
export async function exposureOf(ctx: Context, { name, state, desiredSince }: ProxyDetail) {
  if (!LATE.has(state)) return null
  const spans = [{ proxy: name, from: desiredSince, to: ctx.now }]
  const [counted] = await countExposure({ ctx, input: { spans } })
  if (counted === undefined) return null
  const { allowed, denied, inLog } = counted
  const range = { from: inLog.from.toISOString(), to: inLog.to.toISOString() }
  const href = routes.decisions({ ...range, proxy: name })
  return { since: desiredSince, allowed, denied, isKnown: counted.counted !== 'no-log', href }
}
