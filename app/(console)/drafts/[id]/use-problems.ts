import { useState } from 'react'
import type { DockProblem } from '@/components/change/editor/dock'
import { focusChoice } from '@/components/change/editor/focus-choice'
import type { HelpTopic } from '@/lib/help-topics'
import type { FileKind } from '@/lib/repository/policy-path'
import { useEditorKeys } from './editor-keys'
import type { EditorModel } from './use-draft-editor'

const RANK = { error: 0, warning: 1, note: 2 } as const

/** What explains an error that no lint rule found. */
const TOPICS: Readonly<Record<FileKind, HelpTopic>> = {
  policy: 'policy-refused',
  other: 'policy-refused',
  tests: 'policy-tests',
  settings: 'settings',
}

/** The problems of all files, the worst first, with the way to each. */
export function useProblems(model: EditorModel) {
  const { files, one, place, go, setGoTo, cursorLine, edit, undo, redo, setDialog, submit, resolving } = model
  const [current, setCurrent] = useState(-1)
  const problems = files
    .flatMap(({ file, kind, reading }): DockProblem[] =>
      (reading?.problems ?? []).map((problem) => ({
        problem,
        file: file.key,
        path: files.length > 1 ? model.shownPath(file.path ?? file.basePath ?? '') : '',
        topic: problem.lint === null ? TOPICS[kind] : `lint/${problem.lint}`,
      })),
    )
    .sort((a, b) => RANK[a.problem.severity] - RANK[b.problem.severity])
  const show = (index: number) => {
    const found = problems[index]
    const target = files.find(({ file }) => file.key === found?.file)
    if (found === undefined || target === undefined) return
    setCurrent(index)
    const file = target.file.path
    const { at, line } = found.problem
    const isForm = place.view === 'form' || place.view === 'call'
    if (at !== null && isForm && target.reading?.policy != null) {
      go({ file, tool: at.tool, view: 'form' })
      focusRule(`${at.tool} ${at.rule}`)
      return
    }
    go({ file, view: 'text' })
    setGoTo({ line })
  }
  const showNext = () => problems.length > 0 && show((current + 1) % problems.length)
  const fix = (found: DockProblem | undefined) => {
    const edits = found?.problem.fix?.edits
    if (found !== undefined && edits !== undefined) edit(found.file, edits)
  }
  /** In the text, what is wrong at the cursor goes before what was gone to last. */
  const atHand = () => {
    const isHere = ({ file, problem }: DockProblem) =>
      file === one?.file.key && problem.line === cursorLine.current && problem.fix !== null
    return (place.view === 'text' ? problems.find(isHere) : undefined) ?? problems[current]
  }
  useEditorKeys({
    onUndo: undo,
    onRedo: redo,
    onSubmit: () => submit.enabled && setDialog('submit'),
    onNextProblem: () => (resolving === null ? showNext() : focusChoice()),
    onFix: () => fix(atHand()),
  })
  return { problems, current, show, fix }
}

/** Moves the focus to the card of a rule, once it is drawn. */
function focusRule(name: string): void {
  requestAnimationFrame(() => {
    const cards = document.querySelectorAll<HTMLElement>('[data-rule]')
    const card = [...cards].find(({ dataset }) => dataset.rule === name)
    card?.scrollIntoView({ block: 'center' })
    card?.querySelector<HTMLElement>('input, select, button')?.focus()
  })
}
