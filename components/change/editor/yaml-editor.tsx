'use client'

import { setDiagnostics } from '@codemirror/lint'
import { Annotation, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { shownText, writeBack } from './exact-text'
import type { FileReading } from './file-reading'
import type { CompletionFacts } from './yaml-completion'
import { diagnosticsOf, markChanged, yamlExtensions, type EditorParts } from './yaml-extensions'

export interface YamlEditorProps {
  readonly label: string
  readonly nonce: string
  /** The exact text of the file. */
  readonly text: string
  readonly reading: FileReading | null
  /** Lines from 1 that git does not have. */
  readonly changed: ReadonlySet<number>
  readonly facts: CompletionFacts
  /** The line to go to; a new object goes there again. */
  readonly goTo: { readonly line: number } | null
  readonly onText: (text: string) => void
  readonly onUndo: () => void
  readonly onRedo: () => void
}

/** Marks what came from outside, so that it is not written back. */
const fromOutside = Annotation.define<boolean>()

/** The policy as text, with its problems, what may stand at the cursor, and the plain words of the rule under it. */
export function YamlEditor(props: YamlEditorProps) {
  const { label, nonce, text, reading, changed, goTo } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const [line, setLine] = useState(1)
  const ruleAt: EditorParts['ruleAt'] = (at) => findRule(reading, at)
  const parts = useEffectEvent(() => ({ ...props, ruleAt }))
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
            nonce: documentNonce() ?? nonce,
            facts: () => parts().facts,
            ruleAt: (at) => parts().ruleAt(at),
            onUndo: () => parts().onUndo(),
            onRedo: () => parts().onRedo(),
          }),
          EditorView.updateListener.of((update) => {
            setLine(update.state.doc.lineAt(update.state.selection.main.head).number)
            const isOurs = update.transactions.some((one) => one.annotation(fromOutside) === true)
            if (update.docChanged && !isOurs)
              parts().onText(writeBack(parts().text, update.state.doc.toString()))
          }),
        ],
      }),
    })
    // It scrolls, so the keyboard must reach it; only the lines in view are in the document.
    editor.scrollDOM.tabIndex = 0
    view.current = editor
    return () => {
      editor.destroy()
      view.current = null
    }
    // The parts are asked for when needed; the editor is made once per file.
  }, [label, nonce])
  useEffect(() => {
    if (view.current !== null) showText(view.current, shownText(text))
  }, [text])
  useEffect(() => {
    const editor = view.current
    if (editor === null || reading === null || shownText(reading.text) !== editor.state.doc.toString()) return
    const offsets = shownOffsets(reading.text)
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(reading.problems, offsets)))
  }, [reading])
  useEffect(() => {
    view.current?.dispatch({ effects: markChanged(changed) })
  }, [changed])
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
  const under = ruleAt(line)
  return (
    <>
      <div ref={host} data-editor="yaml" />
      <p className="s mid foot2 trunc">
        Line {line}
        {under !== null && (
          <>
            {' · '}rule {under.index + 1} on <span className="mono">{under.tool}</span>:{' '}
            {under.view.reading.text}
          </>
        )}
      </p>
    </>
  )
}

function findRule(reading: FileReading | null, line: number): ReturnType<EditorParts['ruleAt']> {
  for (const [tool, views] of reading?.rules ?? []) {
    const index = views.findIndex((view) => line >= view.line && line <= view.lastLine)
    const view = views[index]
    if (view !== undefined) return { tool, index, view }
  }
  return null
}

/** Changes only what differs, so that the cursor stays where it was. */
function showText(editor: EditorView, next: string): void {
  const before = editor.state.doc.toString()
  if (before === next) return
  const most = Math.min(before.length, next.length)
  let head = 0
  while (head < most && before[head] === next[head]) head += 1
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === next.at(-1 - tail)) tail += 1
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

/**
 * What the browser lets styles in by is the nonce that the document came with. Whoever came here by a link inside the console is still in
 * that document, while the page was rendered for another request.
 */
function documentNonce(): string | null {
  const carrier = document.querySelector<HTMLElement>('script[nonce], style[nonce]')
  return carrier === null || carrier.nonce === undefined || carrier.nonce === '' ? null : carrier.nonce
}
