import type { Finding, Report } from './report'
import { visible } from '@/lib/policy/visible'
import { visibleLines } from '../visible'

/**
 * Annotations of a job. Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions, and for the escapes
 * `command.ts` of actions/toolkit.
 */
export function renderGithub({ findings }: Report): string {
  return findings.map((finding) => `${annotation(finding)}\n`).join('')
}

function annotation(finding: Finding): string {
  const { severity, rule, file, line, column, endLine, endColumn, message, notes } = finding
  const level = severity === 'info' ? 'notice' : severity
  // GitHub takes columns only where one line is meant; its end column is inclusive.
  const columns = endLine === line ? `,col=${column},endColumn=${Math.max(column, endColumn - 1)}` : ''
  const place = `file=${property(file)},line=${line},endLine=${endLine}${columns}`
  const text = [message, ...notes].flatMap(visibleLines).join('\n')
  return `::${level} ${place},title=${property(rule)}::${escape(text)}`
}

function property(text: string): string {
  return escape(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
