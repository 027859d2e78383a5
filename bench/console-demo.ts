import { fillDecisions } from './console/fill-decisions'
import { measureConsole } from './console/measure-console'
import type { BenchOptions, Report } from './main'

/** The same as `console` with 1 M decisions and the fleet and the policies of the demo. */
export async function consoleDemo(report: Report, options: BenchOptions): Promise<void> {
  await measureConsole(report, options, {
    fill: fillDecisions,
    renew: () => Promise.resolve(),
    policy: 'payments/stripe.yaml',
    proxy: 'everything-prod',
  })
}
