import { createHash } from 'node:crypto'
import type { Finding, Report } from './report'
import { visible } from '@/lib/policy/visible'
import { plainJson } from '../visible'

const SEVERITIES = { info: 'info', warning: 'minor', error: 'major' } as const

/**
 * GitLab's code quality report. Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format (description,
 * check_name, fingerprint, severity, location.path without `./`, location.lines.begin).
 */
export function renderGitlab({ findings }: Report): string {
  const seen = new Map<string, number>()
  return `${plainJson(findings.map((finding) => issue(finding, seen)))}\n`
}

function issue(finding: Finding, seen: Map<string, number>) {
  const { rule, severity, message, notes, file, line } = finding
  return {
    description: [message, ...notes].map(visible).join(' '),
    check_name: rule,
    fingerprint: fingerprintOf(finding, seen),
    severity: SEVERITIES[severity],
    location: { path: file.replace(/^(?:\.\/)+/, ''), lines: { begin: line } },
  }
}

/** Without the line: moving a finding is not a new finding. Equal ones of a file are counted, for GitLab wants each to be unique. */
function fingerprintOf({ rule, file, message }: Finding, seen: Map<string, number>): string {
  const key = [rule, file, message].join('\0')
  const count = seen.get(key) ?? 0
  seen.set(key, count + 1)
  return createHash('sha256').update(`${key}\0${count}`).digest('hex')
}
