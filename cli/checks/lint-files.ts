import { join } from 'node:path'
import { LineIndex } from '@/lib/policy/line-index'
import type { Engine } from '@/lib/policy/lint/lint-finding'
import { lintPolicy } from '@/lib/policy/lint/lint-policy'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { readSource } from '@/lib/policy/yaml/source'
import type { Finding, Report } from '../report/report'
import { readNamed, reportPath } from '../sources/policy-files'
import { RepositorySettings, severitiesFor } from '../sources/repository-settings'

/** Lints policy files, with the severities of `.lockstep.yaml`. `files` are paths as reports show them. */
export async function lintFiles(
  files: readonly string[],
  engines: readonly Engine[],
  settings = new RepositorySettings(process.cwd()),
): Promise<Report> {
  const findings: Finding[] = []
  for (const file of files) findings.push(...(await lintFile(file, engines, settings)))
  return {
    command: 'lint',
    files,
    findings: [...(await settingsFindings(settings)), ...findings],
    tests: [],
    changes: [],
  }
}

async function lintFile(
  file: string,
  engines: readonly Engine[],
  settings: RepositorySettings,
): Promise<Finding[]> {
  const bytes = readNamed(file)
  const severityOf = await severitiesFor(await settings.of(file), file)
  const lines = new LineIndex(readSource(bytes).text)
  const own = lintPolicy(bytes, { engines, severityOf }).map(
    ({ rule, severity, message, docs, line, column, end }): Finding => {
      return { file, rule, severity, message, notes: [], docs, line, column, ...endAt(lines, end) }
    },
  )
  return [...interceptErrors(file, bytes, lines), ...own].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  )
}

/** What Intercept itself refuses; its rules are `intercept-…`, and no setting makes them milder. */
function interceptErrors(file: string, bytes: Buffer, lines: LineIndex): Finding[] {
  const parsed = parsePolicy(bytes)
  const errors = parsed.ok
    ? validatePolicy(parsed)
    : [{ code: 'load', message: parsed.loadError, ...parsed.position }]
  return errors.map(({ code, message, line, column, end }): Finding => {
    const rule = `intercept-${code}`
    const place = { line, column, ...endAt(lines, end) }
    return { file, rule, severity: 'error', message, notes: [], docs: null, ...place }
  })
}

function endAt(lines: LineIndex, offset: number): { endLine: number; endColumn: number } {
  const { line, column } = lines.at(offset)
  return { endLine: line, endColumn: column }
}

async function settingsFindings(settings: RepositorySettings): Promise<Finding[]> {
  return (await settings.all()).flatMap(({ folder, parsed }) => {
    if (parsed === null || parsed.ok) return []
    const file = reportPath(join(folder, '.lockstep.yaml'))
    return parsed.problems.map(({ message, line, column }): Finding => {
      const place = { line, column, endLine: line, endColumn: column }
      return { file, rule: 'configuration', severity: 'error', message, notes: [], docs: null, ...place }
    })
  })
}
