import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { FileDiff } from '@/lib/git/diff'
import type { Mirror } from '@/lib/git/mirror'
import type { LintOptions } from '@/lib/policy/lint/lint-finding'
import type { LintRuleId } from '@/lib/policy/lint/lint-rules'
import { lintPolicy } from '@/lib/policy/lint/lint-policy'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import { policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
import { KeptAnswers } from '@/lib/kept-answers'
import { type Configuration, severitiesOf } from '@/lib/repository/configuration'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { CONFIGURATION_PATH, isPolicyPath, isPolicyTestPath } from '@/lib/repository/policy-path'
import { POLICY_MAX_BYTES, readPolicy } from '@/lib/repository/read-policy'
import { FirstProblems, type CheckProblem } from './check-problems'
import { BOUNDS, compareFiles } from './compare-files'
import { judgeSettings, saySettings, type JudgedSettings } from './judge-settings'
import type { PullFiles } from './pull-files'

/** The name of our check on a head commit; continuous integration that runs `lockstep check` may set it instead of us. */
export const POLICY_CHECK = 'lockstep/policy'

/** What a change of policies is worth, as a commit status says it. */
export interface PolicyCheck {
  /** `error`: not everything could be looked at. */
  readonly state: 'success' | 'failure' | 'error'
  /** At most 140 characters, as GitHub takes them; numbers, our own words, and the name of a new folder. */
  readonly description: string
  readonly found: CheckFindings
}

/** What was found in the files of a change. */
export interface CheckFindings extends Readonly<Findings> {
  /** Policies that changed, or whose tests did, or that become policies. */
  readonly policies: number
  /** How many of them there was time for. */
  readonly looked: number
  /** Where the first of all that is wrong stands, errors before warnings. */
  readonly problems: readonly CheckProblem[]
  /** How many more there are. */
  readonly unlisted: number
  /** What `.lockstep.yaml` is like; null where the change leaves it alone. */
  readonly settings: Pick<JudgedSettings, 'state' | 'newRoot'> | null
}

interface Findings {
  /** Policies that Intercept would not run. */
  invalid: number
  /** Files of tests that cannot be read. */
  unreadable: number
  lintErrors: number
  lintWarnings: number
  passed: number
  failed: number
}

/** What lint may know of the tools behind the proxies of a policy, by its full repository path. */
export type ToolsOf = (path: string) => Promise<Pick<LintOptions, 'toolNames'>>

interface Wanted {
  readonly change: PullFiles
  /** The folder of the policies. */
  readonly root: string
  readonly toolsOf: ToolsOf
  readonly mostMs?: number
}

/** Anybody who may propose a change has it read by us: what is beyond so much time is not checked, and the status says so. */
const MOST_MS = 20_000

/** Answers about two commits never change; one costs some hundred characters, and each place in it as many again. */
const kept = new KeptAnswers<PolicyCheck>(2000, ({ found }) => 1 + found.problems.length)

/**
 * Validates, lints and compares the policies that differ between two commits, and runs their tests as they are at `head`; the settings are
 * read as they will count, and whatever they make a policy is judged as one. Null when none of them differs.
 */
export async function checkPolicies(
  mirror: Mirror,
  { change, root, toolsOf, mostMs = MOST_MS }: Wanted,
): Promise<PolicyCheck | null> {
  const { from, head, files } = change
  const changesSettings = files.some(({ path }) => path === CONFIGURATION_PATH)
  const settings = changesSettings ? await judgeSettings(mirror, head, root) : null
  const paths = [...new Set([...policiesOf(files, root), ...(settings?.becomePolicies ?? [])])]
  if (paths.length === 0 && settings === null) return null
  const tools = new Map<string, Pick<LintOptions, 'toolNames'>>()
  for (const path of paths.slice(0, BOUNDS.files)) tools.set(path, await toolsOf(path))
  // A server that changes its tools changes what lint says about the same commits.
  const known = createHash('sha256')
    .update(JSON.stringify([...tools]))
    .digest('hex')
  return kept.get(JSON.stringify([from, head, root, mostMs, known]), () =>
    check(mirror, head, { files, paths, root, tools, settings }, mostMs),
  )
}

/** The policies that changed, and those whose tests did. */
function policiesOf(files: readonly FileDiff[], root: string): string[] {
  const paths = files.flatMap(({ path }) => {
    if (isPolicyPath(path, root)) return path
    return isPolicyTestPath(path, root) ? policyPathOf(path) : []
  })
  return [...new Set(paths)]
}

async function check(
  mirror: Mirror,
  head: string,
  change: {
    readonly files: readonly FileDiff[]
    readonly paths: readonly string[]
    readonly root: string
    readonly tools: ReadonlyMap<string, Pick<LintOptions, 'toolNames'>>
    readonly settings: JudgedSettings | null
  },
  mostMs: number,
): Promise<PolicyCheck> {
  const { files, paths, root, tools, settings } = change
  const findings: Findings = {
    invalid: 0,
    unreadable: 0,
    lintErrors: 0,
    lintWarnings: 0,
    passed: 0,
    failed: 0,
  }
  const { configuration } = await readConfiguration(mirror.objects, head)
  const problems = new FirstProblems()
  const until = performance.now() + mostMs
  const outOfTime = () => performance.now() > until
  let looked = 0
  for (const path of paths.slice(0, BOUNDS.files)) {
    // Others are answered between two of them.
    await setImmediate()
    if (outOfTime()) break
    const looking = { head, path, configuration, outOfTime, tools: tools.get(path) ?? {} }
    await checkPolicy(mirror, looking, findings, (problem) => problems.add({ path, ...problem }))
    looked += 1
  }
  const bad =
    (settings !== null && settings.state !== 'valid') ||
    findings.invalid + findings.unreadable + findings.lintErrors + findings.failed > 0
  const complete = looked === paths.length
  const meaning = await sayMeaning(mirror, files, root, settings?.newRoot == null)
  const say = (rules: readonly LintRuleId[]) =>
    [
      ...(settings === null ? [] : [saySettings(settings)]),
      ...(paths.length === 0
        ? []
        : [
            complete
              ? counted(paths.length, 'policy', 'policies')
              : `${looked} of ${paths.length} policies checked`,
            findings.invalid > 0 ? `${findings.invalid} not valid` : 'valid',
            ...sayLint(findings, rules),
            sayTests(findings),
            meaning,
          ]),
    ].join(', ')
  const named = say(problems.errorRules())
  const state = bad ? 'failure' : complete ? 'success' : 'error'
  const { unlisted } = problems
  const found = { ...findings, policies: paths.length, looked, problems: problems.list(), unlisted, settings }
  return { state, description: cut(named.length > MOST_DESCRIBED ? say([]) : named), found }
}

interface Looked {
  readonly head: string
  readonly path: string
  /** As the head has it: whoever changes severities in the same change needs the owners of that file as well. */
  readonly configuration: Configuration
  /** Tests that run out of time count as failed. */
  readonly outOfTime: () => boolean
  readonly tools: Pick<LintOptions, 'toolNames'>
}

type AddProblem = (problem: Omit<CheckProblem, 'path'>) => void

async function checkPolicy(
  mirror: Mirror,
  { head, path, configuration, outOfTime, tools: offered }: Looked,
  findings: Findings,
  add: AddProblem,
): Promise<void> {
  const entry = await mirror.objects.entryAt(head, path)
  // Removed: what its proxies then run is not a matter of its text.
  if (entry === null) return
  const content = await readPolicy(mirror.objects, entry.sha)
  // The text of a link names a file; whatever it says, it is no policy.
  if (content.kind !== 'valid' || entry.type === 'symlink') {
    findings.invalid += 1
    const refusals = entry.type !== 'symlink' && 'problems' in content ? content.problems : [NO_POLICY]
    for (const { line, message } of refusals) add({ ...REFUSED, line, message })
    return
  }
  const severityOf = severitiesOf(configuration, path)
  const options = { ...offered, ...(severityOf && { severityOf }) }
  for (const { severity, rule, line, message } of lintPolicy(content.text, options)) {
    if (severity === 'info') continue
    if (severity === 'error') findings.lintErrors += 1
    else findings.lintWarnings += 1
    add({ part: 'lint', rule, severity, line, message })
  }
  const tests = await mirror.objects.entryAt(head, testPathOf(path))
  if (tests === null) return
  const read = await mirror.objects.readBlob(tests.sha, POLICY_MAX_BYTES)
  const isText = read.kind === 'file' && tests.type !== 'symlink'
  const outcome = isText ? checkPolicyTests(content.text, read.bytes, { outOfTime }) : null
  if (outcome?.kind !== 'ran') {
    findings.unreadable += 1
    const refusals = outcome?.kind === 'invalid-tests' ? outcome.problems : [NO_TESTS]
    for (const { line, message } of refusals) add({ ...FAILED, line, message })
    return
  }
  findings.passed += outcome.report.passed
  findings.failed += outcome.report.failed
  for (const { passed, name, line, steps } of outcome.report.cases) {
    const fault = steps.find((step) => step.fault !== null)?.fault
    if (!passed) add({ ...FAILED, line, message: `“${name}”: ${fault ?? 'it was not run'}` })
  }
}

const REFUSED = { part: 'lint', rule: null, severity: 'error' } as const
const FAILED = { part: 'tests', rule: null, severity: 'error' } as const
const NO_POLICY = { line: null, message: 'This is no text that Lockstep reads as a policy.' }
const NO_TESTS = { line: null, message: 'Its tests are no text that Lockstep reads.' }

/** GitHub takes so many characters of a status. */
const MOST_DESCRIBED = 140

/** Between two parts: half a number would be another one. */
function cut(text: string): string {
  return text.length <= MOST_DESCRIBED
    ? text
    : `${text.slice(0, text.lastIndexOf(', ', MOST_DESCRIBED - 1))}…`
}

/** @param rules of the errors; the first are named, since GitHub shows nothing else of them */
function sayLint({ lintErrors, lintWarnings }: Findings, rules: readonly LintRuleId[]): string[] {
  const named = rules.length > 2 ? [...rules.slice(0, 2), '…'] : rules
  return [
    ...(lintErrors > 0
      ? [`${counted(lintErrors, 'lint error')}${named.length > 0 ? ` (${named.join(', ')})` : ''}`]
      : []),
    ...(lintWarnings > 0 ? [counted(lintWarnings, 'lint warning')] : []),
  ]
}

function sayTests({ passed, failed, unreadable }: Findings): string {
  if (unreadable > 0) return `${counted(unreadable, 'test file')} not readable`
  if (failed > 0) return `${failed} of ${passed + failed} tests failed`
  return passed === 0 ? 'no tests' : `${counted(passed, 'test')} passed`
}

/** @param isRootKept false where other files become the policies, which nothing is compared with */
async function sayMeaning(
  mirror: Mirror,
  files: readonly FileDiff[],
  root: string,
  isRootKept: boolean,
): Promise<string> {
  const meanings = await compareFiles(mirror.objects, files, root)
  const sum = { loosens: 0, tightens: 0, undecided: 0 }
  const counts = { compared: 0, added: 0, removed: 0, skipped: 0 }
  for (const { meaning } of meanings) {
    const { kind } = meaning
    counts[kind === 'not-compared' || kind === 'not-a-policy' ? 'skipped' : kind] += 1
    if (kind !== 'compared') continue
    sum.loosens += meaning.comparison.counts.loosens
    sum.tightens += meaning.comparison.counts.tightens
    sum.undecided += meaning.comparison.counts.undecided
  }
  const { compared, added, removed, skipped } = counts
  const parts = [
    ...(sum.loosens > 0 ? [`loosens ${sum.loosens}`] : []),
    ...(sum.tightens > 0 ? [`tightens ${sum.tightens}`] : []),
    ...(sum.undecided > 0 ? [`${sum.undecided} not decided`] : []),
    // What those decide depends on the proxies: beside one of them nothing is called the same.
    // Where the root moves, every file of the old one leaves it and none of the new one is counted.
    ...(added > 0 && isRootKept ? [`${added} new`] : []),
    ...(removed > 0 && isRootKept ? [`${removed} removed`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'file')} not compared`] : []),
  ]
  if (parts.length > 0) return parts.join(', ')
  return compared > 0 && isRootKept ? 'same answers' : 'nothing to compare with'
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
