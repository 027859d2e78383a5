import type { Dispatch } from 'react'
import type { DraftAction, EditedFile } from '@/components/change/editor/draft-state'
import type { Question } from '@/components/change/editor/question'
import type { TestedTexts } from '@/components/change/editor/tested-texts'
import type { DraftView } from '@/lib/changes/get-draft'
import { isTestFile, policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
import type { PolicyTestOutcome } from '@/lib/policy/test/test-report'
import type { DraftPlace } from './use-place'
import type { Answers } from './language/use-answers'
import { type ReadFile, topics } from './use-readings'
import type { FileText } from './use-texts'

/** Each policy of the draft, or that tests of it are about, with its tests: as they stand in the draft, else as they stand on the branch. */
export function testedTexts(
  files: readonly FileText[],
  companions: DraftView['companions'],
): readonly TestedTexts[] {
  const textAt = (wanted: string) => {
    const held = files.find(({ file }) => file.path === wanted)
    if (held !== undefined) return held.text
    const isTaken = files.some(({ file }) => file.basePath === wanted)
    return isTaken ? null : (companions.find((other) => other.path === wanted)?.text ?? null)
  }
  const paths = new Set(files.flatMap((one) => testedPath(one) ?? []))
  return [...paths].flatMap((path) => {
    const policy = textAt(path)
    return policy === null ? [] : [{ path, policy, tests: textAt(testPathOf(path)) }]
  })
}

/** What is asked about them. */
export function testQuestions(tested: readonly TestedTexts[]): [topic: string, Question][] {
  return tested.flatMap(({ path, policy, tests }): [string, Question][] =>
    tests === null ? [] : [[topics.tests(path), { kind: 'test', policy, tests }]],
  )
}

function testedPath(one: FileText | undefined): string | null {
  const path = one?.file.path ?? null
  if (path === null || one === undefined) return null
  if (one.kind === 'tests') return policyPathOf(path)
  return one.kind === 'policy' ? path : null
}

/** What the tests of one policy say, as it was found last. */
export interface FoundTests {
  readonly texts: TestedTexts
  /** Null without tests; undefined while they run for the first time. */
  readonly outcome: PolicyTestOutcome | null | undefined
  /** Of the texts as they are now. */
  readonly isCurrent: boolean
}

interface DraftTestsParts {
  readonly tested: readonly TestedTexts[]
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
  const { tested, answers, one, files, companions, dispatch, go, setGoTo } = parts
  const found = tested.map((texts): FoundTests => {
    const last = answers(topics.tests(texts.path), 'test')
    const outcome = texts.tests === null ? null : last?.answer
    return { texts, outcome, isCurrent: last?.isCurrent !== false }
  })
  /** Shows the tests of a policy in the draft; they join it as they stand on the branch, or with a first case to fill in. */
  const open = (policy: string, line: number | null) => {
    const wanted = testPathOf(policy)
    const tool = one?.reading?.policy?.tools.keys().next().value ?? 'tool_name'
    if (!files.some(({ file }) => file.path === wanted))
      dispatch({ kind: 'add-file', added: testsFile(wanted, companions, tool) })
    go({ file: wanted, view: 'text' })
    setGoTo(line === null ? null : { line })
  }
  /** Puts other tests of a policy into the draft, without leaving the file on screen. */
  const replace = (policy: string, text: string) => {
    const wanted = testPathOf(policy)
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
  const shown = testedPath(one)
  return { all: found, shown: found.find(({ texts }) => texts.path === shown), open, replace, along }
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
  const isThere = path !== from && companions.some((one) => one.path === from)
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
