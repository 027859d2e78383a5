import { RequestError } from '@/lib/errors'
import { enrolProxy } from '@/lib/fleet/enrol-proxy'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { publicRoute } from '@/lib/http/route'
import { enrolRequest } from '@/lib/wire/enrol'

/** Exchanges an enrolment key for a proxy and its token; the key in the body says who calls. */
export const POST = publicRoute({ job: 'enrolment', body: enrolRequest }, async ({ ctx, body, server }) => {
  const result = await enrolProxy({ ctx, source: fleetParts(server).source, input: body })
  if (result.kind !== 'enrolled') throw new RequestError(result.kind, result.detail)
  return result.answer
})
