import { execFileSync } from 'node:child_process'
import { buildCli } from '@/scripts/build-cli'

/** Start of the command line: `startMs` of `lockstep --version` (target ≤ 200), beside `emptyMs` of a program that does nothing. */
export async function cli(report: (measure: string, value: number, unit: string) => void): Promise<void> {
  const file = await buildCli()
  report('emptyMs', fastest(['-e', '0']), 'ms')
  report('startMs', fastest([file, '--version']), 'ms')
}

/** The fastest of several runs: what the machine does besides only ever adds. */
function fastest(args: string[]): number {
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now()
    execFileSync(process.execPath, args)
    return performance.now() - began
  })
  return Math.min(...times)
}
