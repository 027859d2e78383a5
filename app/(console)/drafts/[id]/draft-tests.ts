import type { Dispatch } from 'react'
import type { DraftAction, EditedFile } from '@/components/change/editor/draft-state'
import type { Question } from '@/components/change/editor/question'
import type { TestedTexts } from '@/components/change/editor/tested-texts'
import type { DraftView } from '@/lib/changes/get-draft'
import { isTestFile, policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
import type { DraftPlace } from './use-place'
import type { Answers } from './language/use-answers'
import { type ReadFile, topics } from './use-readings'
import type { FileText } from './use-texts'

/** The tests of the file on screen, or of the policy that it tests: as they stand in the draft, else as they stand on the branch. */
export function testedTexts(
  one: FileText | undefined,
  files: readonly FileText[],
  companions: DraftView['companions'],
): TestedTexts | null {
  const policyPath = testedPath(one)
  if (policyPath === null) return null
  const textAt = (wanted: string) => {
    const held = files.find(({ file }) => file.path === wanted)
    if (held !== undefined) return held.text
    const isTaken = files.some(({ file }) => file.basePath === wanted)
    return isTaken ? null : (companions.find((other) => other.path === wanted)?.text ?? null)
  }
  const policy = textAt(policyPath)
  return policy === null ? null : { path: policyPath, policy, tests: textAt(testPathOf(policyPath)) }
}

/** What is asked about them. */
export function testQuestions(texts: TestedTexts | null): [topic: string, Question][] {
  if (texts === null || texts.tests === null) return []
  return [[topics.tests(texts.path), { kind: 'test', policy: texts.policy, tests: texts.tests }]]
}

function testedPath(one: FileText | undefined): string | null {
  const path = one?.file.path ?? null
  return path !== null && isTestFile(path) ? policyPathOf(path) : path
}

interface DraftTestsParts {
  readonly texts: TestedTexts | null
  readonly answers: Answers
  readonly one: ReadFile | undefined
  readonly files: readonly ReadFile[]
  readonly companions: DraftView['companions']
  readonly dispatch: Dispatch<DraftAction>
  readonly go: (next: Partial<DraftPlace>) => void
  readonly setGoTo: (place: { readonly line: number } | null) => void
}

/** What the tests say as it was found last, and the way to them. */
export function draftTests(parts: DraftTestsParts) {
  const { texts, answers, one, files, companions, dispatch, go, setGoTo } = parts
  const policyPath = testedPath(one)
  const last = answers(topics.tests(policyPath ?? ''), 'test')
  /** Shows the tests in the draft; they join it as they stand on the branch, or with a first case to fill in. */
  const open = (line: number | null) => {
    if (policyPath === null) return
    const wanted = testPathOf(policyPath)
    const tool = one?.reading?.policy?.tools.keys().next().value ?? 'tool_name'
    if (!files.some(({ file }) => file.path === wanted))
      dispatch({ kind: 'add-file', added: testsFile(wanted, companions, tool) })
    go({ file: wanted, view: 'text' })
    setGoTo(line === null ? null : { line })
  }
  /** Puts other tests into the draft, without leaving the file on screen. */
  const replace = (text: string) => {
    if (policyPath === null) return
    const wanted = testPathOf(policyPath)
    const held = files.find(({ file }) => file.path === wanted)
    if (held === undefined)
      dispatch({ kind: 'add-file', added: { ...testsFile(wanted, companions, ''), text } })
    else dispatch({ kind: 'write', file: held.file.key, text, at: performance.now() })
  }
  /** The tests of a policy of the draft, as they go where it goes. */
  const along = (key: string, to: string | null) => {
    const held = files.map(({ file }) => file)
    const policy = held.find((file) => file.key === key)
    return policy && testsAlong(policy, to, { files: held, companions })
  }
  const outcome = texts === null || texts.tests === null ? null : last?.answer
  return { outcome, isCurrent: last?.isCurrent !== false, open, replace, along, texts }
}

/** The tests of a policy as they go with it to another place, or away with it; undefined without any, and for what is no policy. */
function testsAlong(
  policy: EditedFile,
  to: string | null,
  {
    files,
    companions,
  }: { readonly files: readonly EditedFile[]; readonly companions: DraftView['companions'] },
): EditedFile | undefined {
  const name = policy.path ?? policy.basePath ?? ''
  if (isTestFile(name)) return undefined
  const from = testPathOf(name)
  const path = to === null ? null : testPathOf(to)
  const held = files.find((one) => (one.path ?? one.basePath) === from)
  // New tests are in no place that they could be taken from.
  if (held !== undefined) return held.basePath === null && path === null ? undefined : { ...held, path }
  const isThere = companions.some((one) => one.path === from)
  return isThere ? { ...testsFile(from, companions, ''), path } : undefined
}

/** The tests as the branch has them, or begun with a case of this tool. */
export function testsFile(path: string, companions: DraftView['companions'], tool: string): EditedFile {
  const there = companions.find((other) => other.path === path)
  const nothing = { path, edits: [], headText: null }
  if (there !== undefined) {
    const { blob, text } = there
    return {
      ...nothing,
      basePath: path,
      baseBlob: blob,
      headBlob: blob,
      base: text,
      text: null,
      key: `git ${path}`,
    }
  }
  const first = `tests:\n  - name: ${JSON.stringify(`${tool} is denied`)}\n    call: { tool: ${JSON.stringify(tool)} }\n    expect: deny\n`
  return {
    ...nothing,
    basePath: null,
    baseBlob: null,
    headBlob: null,
    base: '',
    text: first,
    key: `new ${path}`,
  }
}
