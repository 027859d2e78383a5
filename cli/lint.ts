import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Option, type Command } from 'commander'
import { CommandFailure } from './failure'
import type { Engine, LintFinding } from '@/lib/policy/lint/lint-finding'

interface Flags {
  format: 'human' | 'json' | 'github'
  engine: Engine[]
}

/** One line of the report; Intercept's own errors have rules that begin with `intercept`. */
interface Finding extends Pick<LintFinding, 'severity' | 'message' | 'line' | 'column'> {
  readonly rule: string
  readonly file: string
}

/** `lockstep lint`: Intercept's errors and our findings in policy files. */
export function register(program: Command): void {
  program
    .command('lint')
    .description('check policy files: what Intercept refuses, and what is doubtful')
    .argument('<paths...>', 'policy files, or folders that hold them')
    .addOption(
      new Option('--format <format>', 'how findings are printed')
        .choices(['human', 'json', 'github'])
        .default('human'),
    )
    .addOption(
      new Option('--engine <engine...>', 'what the proxies run')
        .choices(['intercept-2026-03', 'intercept-1.4', 'lockstep'])
        .default(['intercept-2026-03']),
    )
    .action(async (paths: string[], flags: Flags) => {
      const files = paths.flatMap(policyFiles)
      if (files.length === 0) throw new CommandFailure('there is no *.yaml or *.yml policy in these paths')
      const findings: Finding[] = []
      for (const file of files) findings.push(...(await lintFile(file, flags.engine)))
      process.stdout.write(print(findings, files.length, flags.format))
      process.exitCode = findings.some(({ severity }) => severity !== 'info') ? 1 : 0
    })
}

function policyFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandFailure(`${path} does not exist`)
  if (!found.isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$|(^|\/)[.]/.test(name))
    .sort()
    .map((name) => join(path, name))
}

async function lintFile(path: string, engines: readonly Engine[]): Promise<Finding[]> {
  const { parsePolicy } = await import('@/lib/policy/parse-policy')
  const { validatePolicy } = await import('@/lib/policy/validate-policy')
  const { lintPolicy } = await import('@/lib/policy/lint/lint-policy')
  const bytes = readFileSync(path)
  const file = relative('.', path)
  const parsed = parsePolicy(bytes)
  const errors = parsed.ok
    ? validatePolicy(parsed).map(({ code, message, line, column }) => ({ code, message, line, column }))
    : [{ code: 'load', message: parsed.loadError, ...parsed.position }]
  return [
    ...errors.map(({ code, message, line, column }) => {
      return { file, rule: `intercept-${code}`, severity: 'error' as const, message, line, column }
    }),
    ...lintPolicy(bytes, { engines }).map(({ rule, severity, message, line, column }) => {
      return { file, rule, severity, message, line, column }
    }),
  ].sort((a, b) => a.line - b.line || a.column - b.column)
}

function print(findings: readonly Finding[], files: number, format: Flags['format']): string {
  if (format === 'json') return `${JSON.stringify({ files, findings }, null, 2)}\n`
  const lines = findings.map(format === 'github' ? annotation : sentence)
  if (format === 'human') lines.push(`${files} files, ${findings.length} findings`)
  return lines.map((line) => `${line}\n`).join('')
}

function sentence({ file, line, column, severity, rule, message }: Finding): string {
  return `${visible(file)}:${line}:${column} ${severity} ${rule}: ${visible(message)}`
}

/** Policies are hostile text: no control character reaches a terminal. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
}

/** Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function annotation({ file, line, column, severity, rule, message }: Finding): string {
  const level = severity === 'info' ? 'notice' : severity
  const property = (text: string) => escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return `::${level} file=${property(file)},line=${line},col=${column},title=${property(rule)}::${escape(message)}`
}

function escape(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
