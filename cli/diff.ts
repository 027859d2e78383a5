import { Option, type Command } from 'commander'
import type { FailingEffect } from './checks/compare-revisions'
import { deliver, withReportOptions, type ReportFlags } from './report/report-options'

/** The option that makes effects of a change errors. */
export function failOnOption(): Option {
  return new Option('--fail-on <effect...>', 'end with 1 when a change does this')
    .choices(['loosens', 'tightens', 'unknown'])
    .default([], 'none')
}

/** `lockstep diff`: what a change means, with calls that prove it. */
export function register(program: Command): void {
  const command = program
    .command('diff')
    .description(
      'say what changed policies allow and deny that they did not before, with a call that proves it',
    )
    .argument(
      '<range>',
      'BASE..HEAD, BASE...HEAD (what HEAD adds since it left BASE), or BASE to compare with the checked-out files',
    )
    .addOption(failOnOption())
  withReportOptions(command).action(
    async (range: string, flags: ReportFlags & { failOn: FailingEffect[] }) => {
      const { compareRevisions } = await import('./checks/compare-revisions')
      await deliver(await compareRevisions(range, flags.failOn), flags)
    },
  )
}
