import { fleetMoment } from '@/app/(console)/fleet/fleet-moment'
import { whyNothing } from '@/components/policy/why-nothing'
import type { Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { exportFleetThen, FLEET_THEN_COLUMNS } from '@/lib/fleet/export-fleet-then'
import type { ThenFilter } from '@/lib/fleet/filter-then'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { download, type ExportFormat } from '@/lib/http/download'
import { server, trackedHistory } from '@/lib/server'

/** The fleet as of an instant or commit as a file, narrowed as the page of the past is. */
export async function downloadThen(
  ctx: Context,
  text: string,
  filter: ThenFilter,
  format: ExportFormat,
): Promise<Response> {
  const opened = await server()
  const answer = await fleetMoment(ctx, opened, await trackedHistory(opened), text)
  if (answer.kind !== 'found') {
    const { title, next } = whyNothing(answer)
    throw new RequestError('not-found', `${title}. ${next}`)
  }
  const { at } = answer.moment
  const name = `lockstep-fleet-as-of-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`
  const rows = exportFleetThen({ ctx, parts: fleetParts(opened), input: { at, ...filter } })
  return download({ name, format, columns: FLEET_THEN_COLUMNS }, rows)
}
