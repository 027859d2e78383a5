import { readFileSync } from 'node:fs'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { TestedPolicy, TestFinding } from './checks/test-policies'

interface Flags {
  format: 'human' | 'json'
  minCoverage?: number
}

/** `lockstep test`: the tests of policies. */
export function register(program: Command): void {
  program
    .command('test')
    .description('run the tests of policies: stripe.test.yaml beside stripe.yaml; see docs/policy-tests.md')
    .argument('[paths...]', 'policies, their tests, or folders that hold them', ['.'])
    .addOption(
      new Option('--format <format>', 'how the result is printed')
        .choices(['human', 'json'])
        .default('human'),
    )
    .addOption(
      new Option(
        '--min-coverage <percent>',
        'fail when tests reach less of what the rules can answer; else as .lockstep.yaml says',
      ).argParser(readPercent),
    )
    .action(async (paths: string[], flags: Flags) => {
      const { testPolicies } = await import('./checks/test-policies')
      const tested = await testPolicies(paths, flags.minCoverage ?? null)
      process.stdout.write(flags.format === 'json' ? json(tested) : human(tested, wantsColours()))
      process.exitCode = tested.some(({ findings }) => findings.length > 0) ? 1 : 0
    })
}

function readPercent(text: string): number {
  const percent = Number(text)
  if (/^\d{1,3}$/.test(text) && percent <= 100) return percent
  throw new InvalidArgumentError('It must be a whole number from 0 to 100.')
}

/** Source: https://no-color.org */
function wantsColours(): boolean {
  return process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb'
}

function json(tested: readonly TestedPolicy[]): string {
  return `${JSON.stringify({ policies: tested }, null, 2)}\n`
}

function human(tested: readonly TestedPolicy[], colours: boolean): string {
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
  const lines = tested.flatMap((one) => [
    ...(headline(one, paint) ?? []),
    ...one.findings.flatMap((finding) => findingLines(finding, paint)),
  ])
  return [...lines, summary(tested)].map((line) => `${line}\n`).join('')
}

type Paint = (code: number, text: string) => string

function headline({ policy, tests, outcome, findings }: TestedPolicy, paint: Paint): string[] | null {
  if (tests === null) return findings.length === 0 ? null : [`${visible(policy ?? '')}: no tests`]
  const mark = findings.length === 0 ? paint(32, 'ok') : paint(31, 'failed')
  if (outcome?.kind !== 'ran') return [`${visible(tests)}: ${mark}`]
  const { passed, cases, coverage } = outcome.report
  const covered = `${coverage.covered} of ${coverage.possible} outcomes covered`
  return [`${visible(tests)}: ${mark}, ${passed} of ${cases.length} pass, ${covered}`]
}

function findingLines({ file, line, column, rule, message, notes }: TestFinding, paint: Paint): string[] {
  const place = paint(1, visible(`${file}:${line}:${column}`))
  const source = lineOf(file, line)
  const number = String(line).padStart(5)
  return [
    `${place} ${paint(31, 'error')} ${rule}: ${visible(message)}`,
    ...notes.map((note) => `  ${visible(note)}`),
    ...(source === null
      ? []
      : [`${number} | ${source}`, `${' '.repeat(5)} | ${' '.repeat(column - 1)}${paint(31, '^')}`]),
  ]
}

function lineOf(file: string, line: number): string | null {
  try {
    const source = readFileSync(file, 'utf8').split(/\r\n|[\n\r]/)[line - 1]
    return source === undefined ? null : visible(source).slice(0, 200)
  } catch {
    return null
  }
}

function summary(tested: readonly TestedPolicy[]): string {
  const reports = tested.flatMap(({ outcome }) => (outcome?.kind === 'ran' ? [outcome.report] : []))
  const cases = reports.reduce((sum, { cases: all }) => sum + all.length, 0)
  const passed = reports.reduce((sum, report) => sum + report.passed, 0)
  const without = tested.filter(({ tests }) => tests === null).length
  const lack = without === 0 ? '' : `, ${without} without tests`
  return `${passed} of ${cases} tests pass; ${tested.length} policies${lack}`
}

/** Policies are hostile text: no control character reaches a terminal. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '\ufffd')
}
