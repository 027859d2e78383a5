import { checkPolicyTests } from '../test/check-policy-tests'
import type { Expectation } from '../test/policy-test'
import type { RunOptions } from '../test/run-policy-tests'
import type { CaseResult, Outcome, StepResult } from '../test/test-report'
import type { MappingNode } from '../yaml/node'
import { parseDocument } from '../yaml/parse-document'
import { EditFailure } from './edit-failure'
import { insertPair, removeField, setText } from './field-edits'
import { textField } from './fragment'
import { findPair, walkNodes } from './open-node'
import { PolicyEditor, unsure } from './policy-editor'

/** Tests that expect what the policy answers now. */
export interface AdoptedAnswers {
  readonly text: string
  /** Names of the cases that expect something else than before; empty where none could be rewritten. */
  readonly adopted: readonly string[]
  /** How many cases fail all the same: a person has to change them in the text. */
  readonly left: number
}

/** Each case is a reading of the file. */
const MOST_CASES = 100

/**
 * Rewrites the cases that fail to expect what they got: the result, the rule and, where they name one, the message; every other byte stays.
 * A case of which this would not be true, or which is written where it cannot be changed safely, stays as it is. Null when the tests cannot
 * be run. Never throws.
 */
export function adoptAnswers(policy: string, tests: string, options: RunOptions = {}): AdoptedAnswers | null {
  const failing = failingCases(policy, tests, options)
  if (failing === null) return null
  const tried = rewrite(tests, failing.slice(0, MOST_CASES))
  const still = new Set(failingCases(policy, tried.text, options)?.map(({ name }) => name))
  const settled = tried.adopted.filter(({ name }) => !still.has(name))
  const { text, adopted } = settled.length === tried.adopted.length ? tried : rewrite(tests, settled)
  const left = failingCases(policy, text, options)
  if (left === null || left.length !== failing.length - adopted.length) return null
  return { text, adopted: adopted.map(({ name }) => name), left: left.length }
}

function failingCases(policy: string, tests: string, options: RunOptions): readonly CaseResult[] | null {
  const outcome = checkPolicyTests(policy, tests, options)
  return outcome.kind === 'ran' ? outcome.report.cases.filter(({ passed }) => !passed) : null
}

/** From the last case to the first, so that the places of those before it stay. */
function rewrite(tests: string, cases: readonly CaseResult[]): { text: string; adopted: CaseResult[] } {
  let text = tests
  const adopted: CaseResult[] = []
  for (const one of cases.toReversed()) {
    const rewritten = rewriteCase(text, one)
    if (rewritten === null) continue
    text = rewritten
    adopted.unshift(one)
  }
  return { text, adopted }
}

/** Null where the case cannot be changed safely. */
function rewriteCase(text: string, { kind, start, steps }: CaseResult): string | null {
  const parsed = parseDocument(text)
  if (!parsed.ok) return null
  const editor = new PolicyEditor(parsed.document)
  try {
    const own = kind === 'call' ? steps : steps.filter((step) => says(editor, step, ...SAYS))
    const silent = steps.filter((step) => !own.includes(step))
    const isFree = kind !== 'call' && own.every((step) => says(editor, step, 'expect'))
    const shared = isFree ? sharedAnswer(silent) : null
    // What all silent steps got is said once, by the case; it stands before its steps, which go first.
    const single = shared === null ? steps : own
    for (const step of single.filter(({ passed }) => !passed).toReversed())
      expect(editor, step.start, step.expected, requireGot(step))
    const [first] = silent
    if (shared !== null && first !== undefined) expect(editor, start, first.expected, shared)
    return editor.source.text
  } catch (error) {
    if (error instanceof EditFailure) return null
    throw error
  }
}

const SAYS = ['expect', 'rule', 'message'] as const
type Said = (typeof SAYS)[number]

/** Whether a step or row says one of these itself. */
function says(editor: PolicyEditor, { start }: StepResult, ...names: readonly Said[]): boolean {
  const node = mappingAt(editor, start)
  return names.some((name) => findPair(node, name) !== null)
}

/** What all of these got instead of what they expect; null when some did not fail, or they got different answers. */
function sharedAnswer(steps: readonly StepResult[]): Outcome | null {
  const [first, ...others] = steps
  const isSame = (step: StepResult) => JSON.stringify(step.got) === JSON.stringify(first?.got)
  return first === undefined || steps.some(({ passed }) => passed) || !others.every(isSame) ? null : first.got
}

function requireGot({ got }: StepResult): Outcome {
  if (got === null) throw unsure(null)
  return got
}

/** Makes the mapping that starts there expect this, and touches only fields of which something else would be true. */
function expect(editor: PolicyEditor, start: number, expected: Expectation, got: Outcome): void {
  if (got.result === 'allowed') {
    write(editor, start, 'expect', 'allow')
    for (const name of ['rule', 'message'] as const) removeField(editor, mappingAt(editor, start), name)
    return
  }
  const { rule, message } = expected.result === 'denied' ? expected : { rule: '', message: undefined }
  if (expected.result === 'allowed') write(editor, start, 'expect', 'deny')
  if (rule !== undefined && rule !== got.rule) write(editor, start, 'rule', got.rule)
  if (message !== undefined && message !== got.message) write(editor, start, 'message', got.message)
}

function write(editor: PolicyEditor, start: number, name: Said, value: string): void {
  const node = mappingAt(editor, start)
  if (findPair(node, name) !== null) return setText(editor, node, name, value)
  const behind = node.pairs.findIndex(({ key }) => key.kind === 'scalar' && key.value === 'expect')
  const index = name === 'expect' || behind < 0 ? node.pairs.length : behind + 1
  insertPair(editor, node, textField(name, value), index)
}

/** What comes before a place stays, so that nodes are found again by where they start. */
function mappingAt(editor: PolicyEditor, start: number): MappingNode {
  const { root } = editor.source.document
  const node =
    root === null
      ? undefined
      : [...walkNodes(root)].find((one) => one.kind === 'mapping' && one.start === start)
  if (node === undefined) throw unsure(null)
  return editor.open.mapping(node, 'The test')
}
