import type { Command } from 'commander'
import type { Engine } from '@/lib/policy/lint/lint-finding'
import type { FailingEffect } from './checks/compare-revisions'
import { failOnOption } from './diff'
import { engineOption } from './lint'
import { deliver, withReportOptions, type ReportFlags } from './report/report-options'

interface Flags extends ReportFlags {
  engine: Engine[]
  failOn: FailingEffect[]
}

/** `lockstep check`: everything that CI wants to know about a checkout, in one report. */
export function register(program: Command): void {
  const command = program
    .command('check')
    .description('lint and test all policies of this checkout, and say what the change means')
    .argument('[range]', 'the change, as in lockstep diff; without it nothing is compared')
    .addOption(engineOption())
    .addOption(failOnOption())
  withReportOptions(command).action(async (range: string | undefined, flags: Flags) => {
    const { checkAll } = await import('./checks/check-all')
    await deliver(await checkAll(range ?? null, flags.engine, flags.failOn), flags)
  })
}
