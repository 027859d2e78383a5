import { LineCounter, parseDocument, type Document } from 'yaml'
import type * as z from 'zod'
import { matchesPath, parsePattern } from './codeowners-pattern'
import {
  nestsTooDeep,
  positionOf,
  syntaxProblem,
  toProblems,
  type ConfigurationProblem,
  type Path,
} from './configuration-problems'
import { configurationSchema, type LintSeverity } from './configuration-schema'

/** More than anybody writes by hand; a larger file is refused before it is parsed. */
export const CONFIGURATION_MAX_BYTES = 128 * 1024

/** What follows a ref, and how long a proxy may take. */
export interface EnvironmentSettings {
  readonly name: string
  /** Short name of a branch; null is the default branch. */
  readonly ref: string | null
  /** How long running may differ from desired without being drift, in milliseconds. */
  readonly allowanceMs: number
  /** 1-based line in the file; null for the default environment. */
  readonly line: number | null
}

/** A proxy held at a commit on purpose. */
export interface Pin {
  readonly proxy: string
  /** 40 hex characters. */
  readonly commit: string
  readonly reason: string
  /** ISO 8601 in UTC; the pin does not count from then on. */
  readonly until: string
  readonly line: number
}

export interface LintOverride {
  /** Id of a lint rule, or `*` for all. */
  readonly rule: string
  readonly severity: LintSeverity
  /** Pattern as in CODEOWNERS, on the full repository path; null for every file. */
  readonly path: string | null
  readonly line: number
}

/** How much of the policies of some path their tests must cover. */
export interface CoverageSetting {
  /** Per cent of the outcomes that calls can reach, 0 to 100. */
  readonly minCoverage: number
  /** Pattern as in CODEOWNERS, on the full repository path; null for every file. */
  readonly path: string | null
  readonly line: number
}

export interface Configuration {
  /** Folder of the policies, without slashes at its ends. */
  readonly root: string
  readonly environments: readonly EnvironmentSettings[]
  readonly pins: readonly Pin[]
  /** Who may review an emergency, alternatives to each other, and when the follow-up is due; null when not set up. */
  readonly emergency: {
    readonly reviewers: readonly string[]
    readonly followUpMs: number
    readonly line: number
  } | null
  readonly lint: readonly LintOverride[]
  readonly tests: readonly CoverageSetting[]
}

export type ParsedConfiguration =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] }

const DEFAULT_ALLOWANCE_MS = 2 * 60_000
const DEFAULT_FOLLOW_UP_MS = 24 * 3_600_000

/** What holds when there is no `.lockstep.yaml`. */
export const DEFAULT_CONFIGURATION: Configuration = {
  root: 'policies',
  environments: [],
  pins: [],
  emergency: null,
  lint: [],
  tests: [],
}

/** Reads `.lockstep.yaml`. Never throws; a file with any problem is refused as a whole. */
export function parseConfiguration(text: string): ParsedConfiguration {
  const wholeFile = (message: string) => refused([{ message, line: 1, column: 1, path: '' }])
  if (text.length > CONFIGURATION_MAX_BYTES) {
    return wholeFile('The file is larger than 128 kB; remove what is not a setting.')
  }
  if (nestsTooDeep(text)) return wholeFile('The file nests too deep to be read; write it plainly.')
  const lines = new LineCounter()
  let document: Document
  let value: unknown
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
    if (document.errors.length > 0)
      return refused(document.errors.map((error) => syntaxProblem(error, lines)))
    value = document.toJS({ maxAliasCount: 20 })
  } catch {
    return wholeFile('The file repeats itself too much to be read; write out what its aliases stand for.')
  }
  const place = (path: Path) => positionOf(document, lines, path)
  const parsed = configurationSchema.safeParse(value)
  if (!parsed.success) return refused(parsed.error.issues.flatMap((issue) => toProblems(issue, place)))
  const configuration = withDefaults(parsed.data, (path) => place(path).line)
  const twice = repeatedPins(configuration.pins)
  return twice.length > 0 ? refused(twice) : { ok: true, configuration }
}

/** The settings of a named environment. A name that the file does not list follows the default branch, 2 minutes. */
export function environmentNamed(configuration: Configuration, name: string): EnvironmentSettings {
  const listed = configuration.environments.find((environment) => environment.name === name)
  return listed ?? { name, ref: null, allowanceMs: DEFAULT_ALLOWANCE_MS, line: null }
}

/** The severity that the repository wants for a lint rule on a file, or null to keep the rule's own. The last match wins. */
export function lintSeverity(configuration: Configuration, rule: string, path: string): LintSeverity | null {
  const override = configuration.lint.findLast(
    (entry) => (entry.rule === '*' || entry.rule === rule) && pathMatches(entry.path, path),
  )
  return override?.severity ?? null
}

/** `lintSeverity` for a file with many findings; undefined where the repository keeps the rules' own. */
export function severitiesOf(
  configuration: Configuration,
  path: string,
): ((rule: string) => LintSeverity | null) | undefined {
  if (configuration.lint.length === 0) return undefined
  const known = new Map<string, LintSeverity | null>()
  return (rule) => {
    const severity = known.get(rule) ?? lintSeverity(configuration, rule, path)
    known.set(rule, severity)
    return severity
  }
}

/** The coverage in per cent that the repository wants of the tests of a policy, or null for none. The last match wins. */
export function minCoverageOf({ tests }: Configuration, path: string): number | null {
  return tests.findLast((entry) => pathMatches(entry.path, path))?.minCoverage ?? null
}

function pathMatches(source: string | null, path: string): boolean {
  if (source === null) return true
  const pattern = parsePattern(source)
  return 'segments' in pattern && matchesPath(pattern, path)
}

function refused(problems: readonly ConfigurationProblem[]): ParsedConfiguration {
  return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) }
}

function withDefaults(
  data: z.infer<typeof configurationSchema>,
  lineOf: (path: Path) => number,
): Configuration {
  return {
    root: data.root ?? DEFAULT_CONFIGURATION.root,
    environments: Object.entries(data.environments ?? {}).map(([name, settings]) => ({
      name,
      ref: settings.ref ?? null,
      allowanceMs: settings.allowance ?? DEFAULT_ALLOWANCE_MS,
      line: lineOf(['environments', name]),
    })),
    pins: (data.pins ?? []).map(({ proxy, commit, reason, until }, index) => {
      return { proxy, commit, reason, until, line: lineOf(['pins', index]) }
    }),
    emergency: data.emergency
      ? {
          reviewers: data.emergency.reviewers,
          followUpMs: data.emergency.followUp ?? DEFAULT_FOLLOW_UP_MS,
          line: lineOf(['emergency']),
        }
      : null,
    lint: (data.lint ?? []).map(({ rule, severity, path = null }, index) => {
      return { rule, severity, path, line: lineOf(['lint', index]) }
    }),
    tests: (data.tests ?? []).map(({ minCoverage, path = null }, index) => {
      return { minCoverage, path, line: lineOf(['tests', index]) }
    }),
  }
}

function repeatedPins(pins: readonly Pin[]): ConfigurationProblem[] {
  return pins.flatMap((pin, index) => {
    const first = pins.findIndex((other) => other.proxy === pin.proxy)
    const message = `pins[${index}].proxy is pinned already on line ${pins[first]?.line ?? 1}; keep one of the two.`
    return first === index ? [] : [{ message, line: pin.line, column: 1, path: `pins[${index}].proxy` }]
  })
}
