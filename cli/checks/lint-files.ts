import { LineIndex } from '@/lib/policy/line-index'
import type { Engine, LintFinding } from '@/lib/policy/lint/lint-finding'
import { lintPolicy } from '@/lib/policy/lint/lint-policy'
import type { Position } from '@/lib/policy/locate'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { readSource } from '@/lib/policy/yaml/source'
import type { Finding, Report } from '../report/report'
import { readNamed } from '../sources/policy-files'
import { RepositorySettings, settingsFindings, severitiesFor } from '../sources/repository-settings'

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
    coverage: [],
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
  const own = lintPolicy(bytes, { engines, severityOf }).map((found) => ownFinding(file, found, lines))
  return [...interceptErrors(file, bytes, lines), ...own].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  )
}

function ownFinding(file: string, found: LintFinding, lines: LineIndex): Finding {
  const { rule, severity, message, docs } = found
  return { rule, severity, message, notes: [], file, docs, ...placeIn(lines, found) }
}

/** What Intercept itself refuses; its rules are `intercept-…`, and no setting makes them milder. */
function interceptErrors(file: string, bytes: Buffer, lines: LineIndex): Finding[] {
  const parsed = parsePolicy(bytes)
  const error = (code: string, message: string, at: Position): Finding => {
    const rule = `intercept-${code}`
    return { rule, severity: 'error', message, notes: [], file, docs: null, ...placeIn(lines, at) }
  }
  if (!parsed.ok) return [error('load', parsed.loadError, parsed.position)]
  return validatePolicy(parsed).map((found) => error(found.code, found.message, found))
}

function placeIn(lines: LineIndex, { line, column, end }: Position) {
  const last = lines.at(end)
  return { line, column, endLine: last.line, endColumn: last.column }
}
