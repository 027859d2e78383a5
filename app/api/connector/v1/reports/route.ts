import { answerReport } from '@/lib/fleet/answer-report'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { connectorRoute } from '@/lib/http/route'
import { reportRequest } from '@/lib/wire/report'

/** Takes what a connector reports about its own proxy, and says what the proxy should run. */
export const POST = connectorRoute({ body: reportRequest }, ({ ctx, body, server }) =>
  answerReport({ ctx, parts: fleetParts(server), input: body }),
)
