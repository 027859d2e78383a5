import { headingAbove } from '@/components/policy/tool-groups'
import { draftText } from '@/lib/policy/edit/draft-text'
import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import { describeRule } from '@/lib/policy/describe/describe-rule'
import { applyEdits } from '@/lib/policy/edit/apply-edits'
import type { Edit, EditRefusal } from '@/lib/policy/edit/edits'
import type { LintOptions } from '@/lib/policy/lint/lint-finding'
import { lintPolicy } from '@/lib/policy/lint/lint-policy'
import type { PolicyPath } from '@/lib/policy/locate'
import { parsePolicy, type LoadedPolicy } from '@/lib/policy/parse-policy'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import type { PolicyTestOutcome } from '@/lib/policy/test/test-report'
import { validatePolicy } from '@/lib/policy/validate-policy'
import type { EditedFile } from './draft-state'
import type { FileReading, RuleView, TextProblem, ToolPlace } from './file-reading'

/**
 * Everything of the editor that needs the policy language. The page is there before this is: it is fetched on its own, and the server
 * reads the draft for the first picture with the same functions.
 */

/** What lint may know of the servers' tools. */
export type LintTools = Pick<LintOptions, 'toolNames' | 'toolSource'>

const UNKNOWN: LintTools = {}

/** Reads one file of a draft. A reading is made once per state of the file and of `tools`. */
export function readFile(file: EditedFile, isPolicy: boolean, tools = UNKNOWN): FileReading {
  const known = readings.get(file)
  if (known?.tools === tools) return known.reading
  const { text, refusal } = textOf(file)
  const reading = { ...readText(text, isPolicy, tools), refusal }
  readings.set(file, { reading, tools })
  return reading
}

const readings = new WeakMap<EditedFile, { readonly reading: FileReading; readonly tools: LintTools }>()

/** Reads any text. */
export function readText(text: string, isPolicy: boolean, tools = UNKNOWN): FileReading {
  const nothing = {
    text,
    policy: null,
    rules: new Map<string, RuleView[]>(),
    tools: new Map<string, ToolPlace>(),
    saysDefault: false,
    refusal: null,
  }
  if (!isPolicy) return { ...nothing, problems: [] }
  const parsed = parsePolicy(text)
  const lint = lintPolicy(text, tools).map(
    ({ severity, line, start, end, message, rule, fix }): TextProblem => ({
      // A finding never holds up a submission: only what Intercept refuses does.
      severity: severity === 'info' ? 'note' : 'warning',
      line,
      start,
      end,
      message,
      lint: rule,
      fix: fix ?? null,
      at: parsed.ok ? ruleAt(parsed, start) : null,
    }),
  )
  if (!parsed.ok) {
    const { line, start, end } = parsed.position
    const fault = { severity: 'error' as const, line, start, end, message: parsed.loadError }
    const problems = [{ ...fault, lint: null, fix: null, at: null }, ...lint]
    return { ...nothing, problems }
  }
  const errors = validatePolicy(parsed).map(({ line, start, end, message, path }): TextProblem => ({
    severity: 'error',
    line,
    start,
    end,
    message,
    lint: null,
    fix: null,
    at: ruleOf(path),
  }))
  const saysDefault = parsed.positions.locate(['default']).exact
  const { policy } = parsed
  return {
    ...nothing,
    policy,
    rules: viewRules(parsed),
    tools: placeTools(parsed),
    problems: [...errors, ...lint],
    saysDefault,
  }
}

function ruleOf(path: PolicyPath): TextProblem['at'] {
  const [tools, tool, , rule] = path
  return tools === 'tools' && typeof tool === 'string' && typeof rule === 'number' ? { tool, rule } : null
}

function ruleAt({ policy, positions }: LoadedPolicy, offset: number): TextProblem['at'] {
  for (const [tool, { rules }] of policy.tools) {
    const whole = positions.locate(['tools', tool])
    if (offset < whole.start || offset > whole.end) continue
    const rule = rules.findIndex((_, index) => {
      const { start, end } = positions.locate(['tools', tool, 'rules', index])
      return offset >= start && offset <= end
    })
    if (rule >= 0) return { tool, rule }
  }
  return null
}

function viewRules({ policy, positions, document }: LoadedPolicy): FileReading['rules'] {
  const views = [...policy.tools].map(([tool, { rules }]) => {
    const of = rules.map((rule, index): RuleView => {
      const { line, start, end } = positions.locate(['tools', tool, 'rules', index])
      const lastLine = line + document.text.slice(start, end).trimEnd().split('\n').length - 1
      return { rule, reading: describeRule(rule, tool), line, lastLine }
    })
    return [tool, of] as const
  })
  return new Map(views)
}

function placeTools({ policy, positions, document }: LoadedPolicy): FileReading['tools'] {
  const source = document.text.split(/\r?\n/)
  const places = new Map<string, ToolPlace>()
  for (const name of policy.tools.keys()) {
    const { line } = positions.locate(['tools', name])
    places.set(name, { line, heading: headingAbove(source, line) })
  }
  policy.hide.forEach((name, index) => {
    if (!places.has(name)) places.set(name, { line: positions.locate(['hide', index]).line, heading: null })
  })
  return places
}

/** The steps from a start to where its edits led last: the next edit starts from there. Edits made one by one and together give the same text. */
interface Walk {
  readonly start: string
  readonly edits: readonly Edit[]
  readonly texts: readonly string[]
}

const walks: Walk[] = []
const MOST_WALKS = 8

function textOf(file: EditedFile): { readonly text: string; readonly refusal: EditRefusal | null } {
  const result = walk(file) ?? draftText(file, file.base ?? '')
  if (result.kind === 'deleted') return { text: '', refusal: null }
  return { text: result.text, refusal: result.kind === 'refused' ? result.refusal : null }
}

function walk({
  path,
  base,
  text,
  edits,
}: EditedFile): { readonly kind: 'text'; readonly text: string } | null {
  if (path === null) return null
  const start = text ?? base ?? ''
  const shared = (known: Walk) => {
    let count = 0
    while (count < edits.length && known.edits[count] === edits[count]) count += 1
    return count
  }
  const best = walks
    .filter((known) => known.start === start)
    .map((known) => ({ known, count: shared(known) }))
    .sort((a, b) => b.count - a.count)[0]
  const kept = best === undefined ? 0 : best.count
  const texts = [start, ...(best?.known.texts.slice(1, kept + 1) ?? [])]
  for (const edit of edits.slice(kept)) {
    const next = applyEdits(texts.at(-1) ?? start, [edit])
    if (next.kind === 'refused') return null
    texts.push(next.text)
  }
  walks.unshift({ start, edits, texts })
  walks.length = Math.min(walks.length, MOST_WALKS)
  return { kind: 'text', text: texts.at(-1) ?? start }
}

/** Whether edits can be made to a text; the refusal says why not. */
export function tryEdits(text: string, edits: readonly Edit[]): EditRefusal | null {
  const result = applyEdits(text, edits)
  return result.kind === 'refused' ? result : null
}

/** The meaning of a change; null while one side is no valid policy. */
export function compareReadings(before: FileReading, after: FileReading): PolicyComparison | null {
  const isValid = ({ policy, problems }: FileReading) =>
    policy !== null && problems.every(({ severity }) => severity !== 'error')
  if (!isValid(before) || !isValid(after) || before.policy === null || after.policy === null) return null
  return comparePolicies(before.policy, after.policy)
}

const TESTS_MS = 1000

/** What the tests say about a policy. Runs on every pause of typing: what takes longer than a second is said to be out of time. */
export function runTests(policy: string, tests: string): PolicyTestOutcome {
  const until = performance.now() + TESTS_MS
  return checkPolicyTests(policy, tests, { outOfTime: () => performance.now() > until })
}
