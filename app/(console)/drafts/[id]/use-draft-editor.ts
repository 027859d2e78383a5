import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { draftReducer, startState, type EditedFile } from '@/components/change/editor/draft-state'
import type { FileReading, FileShape } from '@/components/change/editor/file-reading'
import type { DraftView } from '@/lib/changes/get-draft'
import type { EditRefusal } from '@/lib/policy/edit/edits'
import { isPolicyPath, relativeToRoot } from '@/lib/repository/policy-path'
import type { RolloutPlan } from '../../changes/read-plan'
import { useDraftFacts, useOfferedTools, useSeenCalls } from './draft-queries'
import { draftTests, testedTexts, testQuestions } from './draft-tests'
import { type LastAnswer, useAnswers } from './language/use-answers'
import { useReader } from './language/use-reader'
import type { DraftCall } from './read-call'
import { useDraftEffect } from './use-draft-effect'
import { useEditedTools } from './use-edited-tools'
import { useEdits } from './use-edits'
import { findUnsaved } from './unsaved-work'
import { usePlace, type DraftPlace } from './use-place'
import { fileQuestions, movedFiles, policyOf, submitLabel, topics, useReadings } from './use-readings'
import { useSavedDraft } from './use-saved-draft'
import { useSubmission } from './use-submission'
import { type FileText, needsEdits, useFirstReadings, useTexts } from './use-texts'

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
  /** Which proxies get it by the merge; null where no emergency is prepared, and for files that are no policies. */
  readonly plan: Promise<RolloutPlan | null>
  /** The call that it began with, and the ways to answer its like differently; null where it began otherwise. */
  readonly call: DraftCall | null
}

export type DraftDialog = 'submit' | 'add-file' | 'move-file'

/** Everything that the parts of the editor share. */
export type EditorModel = ReturnType<typeof useDraftEditor>

/** The state of the editor, and what can be done with it. */
export function useDraftEditor({ draft, readings, start, root, isUrgent, call }: DraftEditorProps) {
  const [state, dispatch] = useReducer(draftReducer, isUrgent ? urgent(draft) : draft, startState)
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
  const submission = useSubmission({ id: draft.id, saved })
  const policies = useMemo(() => policiesOf(state.files, root), [state.files, root])
  const offeredBy = useOfferedTools(policies)
  const first = useFirstReadings(readings, state.files)
  const language = useReader(needsEdits(state.files, first))
  const { reader } = language
  const texts = useTexts({ files: state.files, reader, first, root })
  const at = placeIn(texts, place.file)
  const onScreen = texts[at]
  const { companions } = facts
  const tested = useMemo(() => testedTexts(texts, companions), [texts, companions])
  const questions = useMemo(
    () => new Map([...fileQuestions(texts, onScreen, offeredBy), ...testQuestions(tested)]),
    [texts, onScreen, offeredBy, tested],
  )
  const answers = useAnswers(questions)
  const files = useReadings({ texts, answers, first })
  const one = files[at]
  const base = currentShape(answers(topics.base(one?.file.key ?? ''), 'shape'))
  const meaning = answers(topics.compare(one?.file.key ?? ''), 'compare')
  const effect = useDraftEffect(files, answers)
  const reading = one?.reading ?? null
  const edited = useEditedTools(reading, base)
  const followed = one === undefined ? null : policyOf(one.file)
  const seen = useSeenCalls(followed)
  const tests = draftTests({ tested, answers, one, files, companions, dispatch, go, setGoTo })
  const { startFrom } = saved
  useEffect(() => {
    const work = findUnsaved(draft.id)
    if (work === null) return
    // Typed on what is saved now, or on something older: either way it comes back, and saving it onto an older revision says what came since.
    startFrom(work.revision)
    dispatch({ kind: 'restore', files: work.files, about: work.about })
  }, [draft.id, startFrom])
  const { edit, startOver } = useEdits({ ...language, files, dispatch, onRefusal: setRefusal })
  const goToTool = useCallback((tool: string | null) => go({ tool }), [go])
  const undo = () => dispatch({ kind: 'undo' })
  const redo = () => dispatch({ kind: 'redo' })
  const shownPath = (path: string) => relativeToRoot(path, root) ?? path
  const moved = useMemo(() => movedFiles(state.files, facts), [state.files, facts])
  const isUrgentNow = state.about.wishes.reason !== null && facts.emergency !== null
  const submit = submitLabel(files, facts.isMerged ? [] : moved, isUrgentNow)
  const canSubmit = submit.enabled && saved.lost === null
  return {
    state,
    dispatch,
    answers,
    /** What makes text of edits is not there yet. */
    isWaiting: reader === null,
    edited,
    saved,
    facts,
    place,
    go,
    goToTool,
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
    call,
    edit,
    startOver,
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

/** What git has does not change under the editor, but another file may come on screen. */
function currentShape(last: LastAnswer<'shape'> | null): FileShape | null {
  return last?.isCurrent === true ? last.answer : null
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

/** Which file is on screen: the one that is named, else the first policy, since tests stand before theirs by name. */
function placeIn(texts: readonly FileText[], place: string | null): number {
  const named = texts.findIndex(({ file }) => isAt(file, place))
  return named >= 0
    ? named
    : Math.max(
        0,
        texts.findIndex(({ kind }) => kind === 'policy'),
      )
}

function isAt({ path, basePath }: EditedFile, place: string | null): boolean {
  return place !== null && (path === place || (path === null && basePath === place))
}
