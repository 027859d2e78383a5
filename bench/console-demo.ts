import { fillDecisions } from './console/fill-decisions'
import { measureConsole } from './console/measure-console'
import type { Report } from './main'

/** The same as `console` with 1 M decisions and the fleet and the policies of the demo. Takes about four minutes. */
export async function consoleDemo(report: Report): Promise<void> {
  await measureConsole(report, {
    fill: fillDecisions,
    policy: 'payments/stripe.yaml',
    proxy: 'everything-prod',
  })
}
