import type { Severity } from '@/lib/policy/lint/lint-rules'

/** One thing that a command found, at its place. Every format prints these; texts may be hostile. */
export interface Finding {
  /** Stable id: a lint rule, `intercept-…` for what Intercept refuses, `policy-test`, `change-…`, `configuration`. */
  readonly rule: string
  /** `info` never makes a command fail. */
  readonly severity: Severity
  readonly message: string
  /** More sentences, such as the call that proves a difference. */
  readonly notes: readonly string[]
  /** Relative to the working directory, with `/`. */
  readonly file: string
  /** From one; columns in UTF-16 units, `endColumn` exclusive. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** The page that explains the rule, relative to the project; null without one. */
  readonly docs: string | null
}

/** One case of a policy test file. */
export interface TestOutcome {
  readonly file: string
  readonly name: string
  /** Why it failed; null when it passed. */
  readonly failure: string | null
}

/** How much of what its rules can answer the tests of a policy have reached. */
export interface FileCoverage {
  readonly file: string
  /** Outcomes: each rule lets calls through and denies some. */
  readonly covered: number
  readonly possible: number
}

/** What a changed policy file means, as `comparePolicies` says it; `added` and `removed` have nothing to compare with. */
export interface FileChange {
  readonly file: string
  readonly verdict: 'loosens' | 'tightens' | 'both' | 'same' | 'unknown' | 'added' | 'removed'
}

/** What a command did and found: the one thing that all formats are made of. */
export interface Report {
  readonly command: 'lint' | 'test' | 'diff' | 'check'
  /** The files that were looked at, in the order of their paths. */
  readonly files: readonly string[]
  readonly findings: readonly Finding[]
  readonly tests: readonly TestOutcome[]
  /** Of the policies whose tests were run. */
  readonly coverage: readonly FileCoverage[]
  readonly changes: readonly FileChange[]
}

/** What a format may need besides the report. */
export interface RenderContext {
  /** Version of the command line. */
  readonly version: string
  readonly colours: boolean
  /** The lines of a file for a code frame; null when it cannot be shown. */
  readonly linesOf: (file: string) => readonly string[] | null
}

export type Render = (report: Report, context: RenderContext) => string

/** A finding at the beginning of a file. */
export const FILE_START = { line: 1, column: 1, endLine: 1, endColumn: 1 } as const

/** True when a command has to end with exit code 1. */
export function isFailed({ findings }: Report): boolean {
  return findings.some(({ severity }) => severity !== 'info')
}

/** Several reports as one. */
export function joinReports(command: Report['command'], reports: readonly Report[]): Report {
  return {
    command,
    files: [...new Set(reports.flatMap(({ files }) => files))],
    findings: reports.flatMap(({ findings }) => findings),
    tests: reports.flatMap(({ tests }) => tests),
    coverage: reports.flatMap(({ coverage }) => coverage),
    changes: reports.flatMap(({ changes }) => changes),
  }
}
