import { InvalidArgumentError, Option, type Command } from 'commander'
import { deliver, withReportOptions, type ReportFlags } from './report/report-options'
import { testedPairs } from './sources/policy-files'
import { RepositorySettings, settingsFindings } from './sources/repository-settings'

interface Flags extends ReportFlags {
  minCoverage?: number
}

/** `lockstep test`: the tests of policies. */
export function register(program: Command): void {
  const command = program
    .command('test')
    .description('run the tests of policies: stripe.test.yaml beside stripe.yaml; see docs/policy-tests.md')
    .argument('[paths...]', 'policies, their tests, or folders that hold them', ['.'])
    .addOption(
      new Option(
        '--min-coverage <percent>',
        'fail when tests reach less of what the rules can answer; else as .lockstep.yaml says',
      ).argParser(readPercent),
    )
  withReportOptions(command).action(async (paths: string[], flags: Flags) => {
    const { testPolicies } = await import('./checks/test-policies')
    const settings = new RepositorySettings(process.cwd())
    const report = await testPolicies(testedPairs(paths), flags.minCoverage ?? null, settings)
    await deliver({ ...report, findings: [...(await settingsFindings(settings)), ...report.findings] }, flags)
  })
}

function readPercent(text: string): number {
  const percent = Number(text)
  if (/^\d{1,3}$/.test(text) && percent <= 100) return percent
  throw new InvalidArgumentError('It must be a whole number from 0 to 100.')
}
