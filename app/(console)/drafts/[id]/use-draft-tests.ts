import { type Dispatch, useMemo } from 'react'
import type { DraftAction, EditedFile } from '@/components/change/editor/draft-state'
import type { useEngine } from '@/components/change/editor/use-engine'
import { useTests } from '@/components/change/editor/use-tests'
import type { DraftView } from '@/lib/changes/get-draft'
import { isTestFile, policyPathOf, testPathOf } from '@/lib/policy/test/test-path'
import type { DraftPlace } from './use-place'
import type { ReadFile } from './use-readings'

interface DraftTestsParts {
  readonly one: ReadFile | undefined
  readonly files: readonly ReadFile[]
  readonly companions: DraftView['companions']
  readonly engine: ReturnType<typeof useEngine>
  readonly dispatch: Dispatch<DraftAction>
  readonly go: (next: Partial<DraftPlace>) => void
  readonly setGoTo: (place: { readonly line: number } | null) => void
}

/** The tests of the file on screen, or of the policy that it tests: as they stand in the draft, else as they stand on the branch. */
export function useDraftTests(parts: DraftTestsParts) {
  const { one, files, companions, engine, dispatch, go, setGoTo } = parts
  const path = one?.file.path ?? null
  const policyPath = path !== null && isTestFile(path) ? policyPathOf(path) : path
  const texts = useMemo(() => {
    if (policyPath === null) return null
    const textAt = (wanted: string) => {
      const held = files.find(({ file }) => file.path === wanted)
      if (held !== undefined) return held.reading?.text ?? null
      const isTaken = files.some(({ file }) => file.basePath === wanted)
      return isTaken ? null : (companions.find((other) => other.path === wanted)?.text ?? null)
    }
    const policy = textAt(policyPath)
    return policy === null ? null : { policy, tests: textAt(testPathOf(policyPath)) }
  }, [policyPath, files, companions])
  const outcome = useTests(texts, engine)
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
  return { outcome: texts === null ? null : outcome, open, hasPolicy: texts !== null }
}

function testsFile(path: string, companions: DraftView['companions'], tool: string): EditedFile {
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
