import { answerReport } from '@/lib/fleet/answer-report'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { hostRoute } from '@/lib/http/route'
import { checkInput } from '@/lib/http/parse-input'
import { hostReports, outcomeOf } from '@/lib/wire/host-calls'
import { reportRequest } from '@/lib/wire/report'

const MAX_BYTES = 8 * 1024 * 1024

/** Takes the reports of many proxies of one host; each is answered as if it had come alone. */
export const POST = hostRoute(
  { body: hostReports, maxBytes: MAX_BYTES },
  async ({ body, server, forProxy }) => {
    const parts = fleetParts(server)
    const done = await Promise.all(
      body.reports.map(({ token, report }) =>
        forProxy(token, (ctx) =>
          answerReport({ ctx, parts, input: checkInput(reportRequest, report, 'report') }),
        ),
      ),
    )
    return { outcomes: done.map(outcomeOf) }
  },
)
