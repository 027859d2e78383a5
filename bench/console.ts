import { fillConsole, renewConsole } from './console/fill-console'
import { measureConsole } from './console/measure-console'
import type { BenchOptions, Report } from './main'

/**
 * The console at the size of a large company: 1 M decisions, 500 policies, 10,000 proxies, 200 changes. `worstServerP95Ms` (target ≤ 150),
 * `worstLcpMs` (≤ 1,200), `worstInpMs` (≤ 100), `worstLongTaskMs` (≤ 50), `worstScrollTaskMs` and `worstPagingTaskMs`
 * (≤ 50, after the load), `worstLayoutShift` (0), `heaviestKb` (≤ 250).
 */
export async function console(report: Report, options: BenchOptions): Promise<void> {
  await measureConsole(report, options, {
    fill: fillConsole,
    renew: renewConsole,
    policy: 'bench/policy-7.yaml',
    proxy: 'load-7',
  })
}
