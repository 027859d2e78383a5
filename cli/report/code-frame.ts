import type { Finding } from './report'
import { visible } from '@/lib/policy/visible'

/** Longer lines are cut around the place. */
const WIDTH = 120

/** The line of a finding with a mark below; empty when it is not there. */
export function codeFrame(lines: readonly string[], finding: Finding): string[] {
  const source = lines[finding.line - 1]
  if (source === undefined || source.trim() === '') return []
  const from = Math.max(0, Math.min(finding.column - 1 - WIDTH / 2, source.length - WIDTH))
  const shown = source.slice(from, from + WIDTH).replaceAll('\t', ' ')
  const start = finding.column - 1 - from
  const end = finding.endLine === finding.line ? finding.endColumn - 1 - from : shown.length
  const length = Math.max(1, Math.min(end, shown.length) - start)
  const number = String(finding.line)
  return [
    `  ${number} | ${visible(shown)}`,
    `  ${' '.repeat(number.length)} | ${' '.repeat(start)}${'^'.repeat(length)}`,
  ]
}
