'use client'

import { setDiagnostics } from '@codemirror/lint'
import { Annotation, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import { documentNonce } from '@/components/shell/document-nonce'
import type { FileReading, TextProblem } from '../file-reading'
import { changeBetween } from '../text-change'
import { useToldLater } from '../use-told-later'
import { shownText, writeBack } from './exact-text'
import type { Match } from './find-in-text'
import type { LineMarks } from './line-marks'
import type { CompletionFacts } from './yaml-completion'
import { diagnosticsOf, yamlExtensions, type EditorParts } from './yaml-extensions'
import { showMarks, showMatches } from './yaml-marks'

/** Where the cursor stands, both from 1. */
export interface Cursor {
  readonly line: number
  readonly column: number
}

export interface YamlEditorProps {
  readonly label: string
  /** The exact text of the file. */
  readonly text: string
  readonly reading: FileReading | null
  readonly marks: LineMarks
  /** Whether what git has is shown above the lines that differ. */
  readonly showsBase: boolean
  /** Null for a file that is no policy. */
  readonly facts: CompletionFacts | null
  readonly ruleAt: EditorParts['ruleAt']
  /** What a search found in the shown text, and the match to look at. */
  readonly found: { readonly matches: readonly Match[]; readonly current: number }
  /** The line to go to; a new object goes there again. */
  readonly goTo: { readonly line: number } | null
  readonly onCursor: (cursor: Cursor) => void
  readonly onText: (text: string) => void
  readonly onFix: (problem: TextProblem) => void
  readonly onUndo: () => void
  readonly onRedo: () => void
}

/** Marks what came from outside, so that it is not written back. */
const fromOutside = Annotation.define<boolean>()

/** The policy as text, with its problems, how it differs from git, what may stand at the cursor, and the plain words of a rule. */
export function YamlEditor(props: YamlEditorProps) {
  const { label, text, reading, marks, showsBase, found, goTo } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const parts = useEffectEvent(() => props)
  const tell = useToldLater((shown) => {
    if (view.current !== null) props.onCursor(cursorOf(view.current.state))
    props.onText(writeBack(props.text, shown))
  })
  useEffect(() => {
    const parent = host.current
    if (parent === null) return undefined
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: shownText(parts().text),
        extensions: [
          yamlExtensions({
            label,
            nonce: documentNonce() ?? '',
            facts: () => parts().facts,
            ruleAt: (at) => parts().ruleAt(at),
            onUndo: () => parts().onUndo(),
            onRedo: () => parts().onRedo(),
          }),
          EditorView.updateListener.of((update) => {
            const isOurs = update.transactions.some((one) => one.annotation(fromOutside) === true)
            if (update.docChanged && !isOurs) tell(update.state.doc.toString())
            else if (update.selectionSet || update.docChanged) parts().onCursor(cursorOf(update.state))
          }),
        ],
      }),
    })
    // It scrolls, so the keyboard must reach it; only the lines in view are in the document.
    editor.scrollDOM.tabIndex = 0
    view.current = editor
    parts().onCursor(cursorOf(editor.state))
    return () => {
      editor.destroy()
      view.current = null
    }
    // The parts are asked for when needed; the editor is made once per file.
  }, [label, tell])
  useEffect(() => {
    if (view.current !== null) showText(view.current, shownText(text))
  }, [text])
  useEffect(() => {
    const editor = view.current
    if (editor === null || reading === null || shownText(reading.text) !== editor.state.doc.toString()) return
    const offsets = shownOffsets(reading.text)
    const problems = diagnosticsOf(reading.problems, offsets, (problem) => parts().onFix(problem))
    editor.dispatch(setDiagnostics(editor.state, problems))
  }, [reading])
  useEffect(() => {
    view.current?.dispatch({ effects: showMarks(marks, showsBase) })
  }, [marks, showsBase])
  useEffect(() => {
    const { matches, current } = found
    const at = matches[current]?.[0]
    const scroll = at === undefined ? [] : [EditorView.scrollIntoView(at, { y: 'center' })]
    view.current?.dispatch({ effects: [showMatches(matches, current), ...scroll] })
  }, [found])
  useEffect(() => {
    const editor = view.current
    if (editor === null || goTo === null) return
    const { from } = editor.state.doc.line(Math.min(Math.max(1, goTo.line), editor.state.doc.lines))
    editor.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    })
    editor.focus()
  }, [goTo])
  return <div ref={host} data-editor="yaml" />
}

function cursorOf({ doc, selection }: EditorState): Cursor {
  const { head } = selection.main
  const { number, from } = doc.lineAt(head)
  return { line: number, column: head - from + 1 }
}

/** Changes only what differs, so that the cursor stays where it was. */
function showText(editor: EditorView, next: string): void {
  const before = editor.state.doc.toString()
  if (before === next) return
  const { head, tail } = changeBetween(before, next)
  const insert = next.slice(head, next.length - tail)
  editor.dispatch({
    changes: { from: head, to: before.length - tail, insert },
    selection: { anchor: head + insert.length },
    annotations: fromOutside.of(true),
  })
}

/** Offsets of the exact text in the one that is shown, where CRLF counts one. */
function shownOffsets(exact: string): (offset: number) => number {
  if (!exact.includes('\r')) return (offset) => Math.min(offset, exact.length)
  return (offset) => shownText(exact.slice(0, offset)).length
}
