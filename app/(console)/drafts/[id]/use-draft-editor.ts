import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import type { DockProblem } from '@/components/change/editor/dock'
import { draftReducer, startState, type EditedFile } from '@/components/change/editor/draft-state'
import type { FileReading } from '@/components/change/editor/file-reading'
import { useEngine } from '@/components/change/editor/use-engine'
import type { DraftView } from '@/lib/changes/get-draft'
import type { Edit, EditRefusal } from '@/lib/policy/edit/edits'
import { isPolicyPath, relativeToRoot } from '@/lib/repository/policy-path'
import { useDraftFacts, useOfferedTools, useSeenCalls } from './draft-queries'
import { useDraftEffect } from './use-draft-effect'
import { useDraftTests } from './use-draft-tests'
import { useEditorKeys } from './editor-keys'
import { findUnsaved } from './unsaved-work'
import { usePlace, type DraftPlace } from './use-place'
import { movedFiles, policyOf, submitLabel, useBaseReading, useMeaning, useReadings } from './use-readings'
import { useSavedDraft } from './use-saved-draft'
import { useSubmission } from './use-submission'

export interface DraftEditorProps {
  readonly draft: DraftView
  /** What the server read for the first picture, by key of the file. */
  readonly readings: ReadonlyMap<string, FileReading>
  readonly start: DraftPlace
  /** Folder of the policies. */
  readonly root: string
  readonly branch: string
  /** The person came to deny something now: the submission starts as an emergency. */
  readonly isUrgent: boolean
  readonly nonce: string
}

export type DraftDialog = 'submit' | 'add-file' | 'move-file'

/** Everything that the parts of the editor share. */
export type EditorModel = ReturnType<typeof useDraftEditor>

/** The state of the editor, and what can be done with it. */
export function useDraftEditor({ draft, readings: first, start, root, isUrgent }: DraftEditorProps) {
  const [state, dispatch] = useReducer(draftReducer, isUrgent ? urgent(draft) : draft, startState)
  const engine = useEngine()
  const saved = useSavedDraft(draft, state)
  const facts = useDraftFacts(draft, saved.savedRevision)
  const [place, go] = usePlace(start)
  const [refusal, setRefusal] = useState<EditRefusal | null>(null)
  const [dialog, setDialog] = useState<DraftDialog | null>(() => firstDialog(draft, isUrgent))
  const [resolving, setResolving] = useState<string | null>(null)
  const [goTo, setGoTo] = useState<{ readonly line: number } | null>(null)
  // Read only when a key is pressed: a cursor that moves draws nothing here.
  const cursorLine = useRef(1)
  const setCursorLine = useCallback((line: number) => {
    cursorLine.current = line
  }, [])
  const submission = useSubmission({ id: draft.id, revision: saved.revision, saveNow: saved.saveNow })
  const policies = useMemo(() => policiesOf(state.files, root), [state.files, root])
  const offeredBy = useOfferedTools(policies)
  const files = useReadings({ files: state.files, engine, first, root, offeredBy })
  const one = files.find(({ file }) => isAt(file, place.file)) ?? files[0]
  const base = useBaseReading(one, engine)
  const meaning = useMeaning(base, one?.reading ?? null, engine)
  const effect = useDraftEffect(files, engine)
  const followed = one === undefined ? null : policyOf(one.file)
  const seen = useSeenCalls(followed)
  const { companions } = facts
  const tests = useDraftTests({ one, files, companions, engine, dispatch, go, setGoTo })
  const { startFrom } = saved
  useEffect(() => {
    const work = findUnsaved(draft.id)
    if (work === null) return
    // Typed on what is saved now, or on something older: either way it comes back, and saving it onto an older revision says what came since.
    startFrom(work.revision)
    dispatch({ kind: 'restore', files: work.files, about: work.about })
  }, [draft.id, startFrom])
  const edit = (key: string, edits: readonly Edit[]) => {
    const target = files.find(({ file }) => file.key === key)
    if (target === undefined || edits.length === 0) return
    const refused =
      engine === null || target.reading === null ? null : engine.tryEdits(target.reading.text, edits)
    setRefusal(refused)
    if (refused === null) dispatch({ kind: 'edit', file: key, edits, at: performance.now() })
  }
  const undo = () => dispatch({ kind: 'undo' })
  const redo = () => dispatch({ kind: 'redo' })
  const shownPath = (path: string) => relativeToRoot(path, root) ?? path
  const moved = useMemo(() => movedFiles(state.files, facts), [state.files, facts])
  const submit = submitLabel(files, moved, state.about.wishes.reason !== null && facts.emergency !== null)
  const canSubmit = submit.enabled && saved.lost === null
  return {
    state,
    dispatch,
    engine,
    saved,
    facts,
    place,
    go,
    refusal,
    setRefusal,
    dialog,
    setDialog,
    resolving,
    setResolving,
    goTo,
    setGoTo,
    cursorLine,
    setCursorLine,
    submission,
    files,
    one,
    base,
    meaning,
    effect,
    seen,
    offered: offeredBy(followed).tools,
    tests,
    moved,
    edit,
    undo,
    redo,
    shownPath,
    submit: { ...submit, enabled: canSubmit },
  }
}

/** Who comes to deny something now has only to say why, and who begins with nothing needs a file. */
function firstDialog({ revision, files, emergency }: DraftView, isUrgent: boolean): DraftDialog | null {
  if (revision > 0) return null
  if (files.length === 0) return 'add-file'
  return isUrgent && emergency !== null ? 'submit' : null
}

/** The switch for the short way is on from the start, where the repository has prepared it, until the person says otherwise. */
function urgent(draft: DraftView): DraftView {
  const isNew = draft.revision === 0 && draft.emergency !== null
  const reason = isNew ? '' : draft.wishes.reason
  return { ...draft, wishes: { ...draft.wishes, reason } }
}

/** The policies of a draft as proxies know them, each once. */
function policiesOf(files: readonly EditedFile[], root: string): string[] {
  const paths = files.map(policyOf).filter((path) => path !== null && isPolicyPath(path, root))
  return [...new Set(paths)].filter((path) => path !== null)
}

function isAt({ path, basePath }: EditedFile, place: string | null): boolean {
  return place !== null && (path === place || (path === null && basePath === place))
}

const RANK = { error: 0, warning: 1, note: 2 } as const

/** The problems of all files, the worst first, with the way to each. */
export function useProblems(model: EditorModel) {
  const { files, one, place, go, setGoTo, cursorLine, edit, undo, redo, setDialog, submit } = model
  const [current, setCurrent] = useState(-1)
  const problems = files
    .flatMap(({ file, reading }): DockProblem[] =>
      (reading?.problems ?? []).map((problem) => ({
        problem,
        file: file.key,
        path: files.length > 1 ? model.shownPath(file.path ?? file.basePath ?? '') : '',
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
    if (at !== null && place.view === 'form' && target.reading?.policy != null) {
      go({ file, tool: at.tool })
      focusRule(`${at.tool} ${at.rule}`)
      return
    }
    go({ file, view: 'text' })
    setGoTo({ line })
  }
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
    onNextProblem: () => problems.length > 0 && show((current + 1) % problems.length),
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
