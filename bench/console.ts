import { fillConsole } from './console/fill-console'
import { measureConsole } from './console/measure-console'
import type { Report } from './main'

/**
 * The console at the size of a large company: 1 M decisions, 500 policies, 10,000 proxies, 200 changes. `worstServerP95Ms` (target ≤ 150),
 * `worstLcpMs` (≤ 1,200), `worstInpMs` (≤ 100), `worstLongTaskMs` (≤ 50), `worstLayoutShift` (0), `heaviestKb` (≤ 250). Takes about six minutes.
 */
export async function console(report: Report): Promise<void> {
  await measureConsole(report, { fill: fillConsole, policy: 'bench/policy-7.yaml', proxy: 'load-7' })
}
