import { codeFrame } from './code-frame'
import type { FileChange, FileCoverage, Finding, RenderContext, Report } from './report'
import { logLine, visibleLines } from '../visible'

/** SGR codes of ECMA-48: how a style begins; 0 ends all. */
const STYLES = { bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const
type Paint = (style: keyof typeof STYLES, text: string) => string

const SEVERITY_STYLES = { error: 'red', warning: 'yellow', info: 'cyan' } as const
const VERDICT_STYLES = {
  loosens: 'yellow',
  both: 'yellow',
  unknown: 'yellow',
  removed: 'yellow',
  added: 'cyan',
  tightens: 'green',
  same: 'green',
} as const

/** For a person at a terminal or in a job's log: place, finding, the line itself, and counts at the end. */
export function renderHuman(report: Report, context: RenderContext): string {
  const paint: Paint = (style, text) => (context.colours ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text)
  const lines = [
    ...report.changes.map((change) => changeLine(change, paint)),
    ...report.coverage.map(coverageLine),
    ...report.findings.flatMap((finding) => findingLines(finding, context, paint)),
    summary(report),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function changeLine({ file, verdict }: FileChange, paint: Paint): string {
  return `${logLine(file)}: ${paint(VERDICT_STYLES[verdict], verdict)}`
}

function coverageLine({ file, covered, possible }: FileCoverage): string {
  return `${logLine(file)}: ${covered} of ${possible} outcomes covered by tests`
}

function findingLines(finding: Finding, context: RenderContext, paint: Paint): string[] {
  const { file, line, column, severity, rule, message, notes } = finding
  const [first = '', ...more] = visibleLines(message)
  const place = logLine(`${file}:${line}:${column}`)
  const head = `${paint('bold', place)} ${paint(SEVERITY_STYLES[severity], severity)} ${rule}: ${logLine(first)}`
  const frame = codeFrame(context.linesOf(file) ?? [], finding)
  return [head, ...[...more, ...notes].map((text) => `  ${logLine(text)}`), ...frame.map(logLine)]
}

function summary({ command, files, findings, tests, changes }: Report): string {
  const failed = tests.filter(({ failure }) => failure !== null).length
  const parts = [
    ...(command === 'diff' ? [] : [counted(files.length, 'file')]),
    ...(command === 'diff' || changes.length > 0
      ? [counted(changes.length, 'changed policy', 'changed policies')]
      : []),
    ...(tests.length > 0 ? [`${counted(tests.length, 'test')}, ${failed} failed`] : []),
    counted(findings.length, 'finding'),
  ]
  return parts.join(', ')
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
