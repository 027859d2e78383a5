import {
  acceptCompletion,
  autocompletion,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, lintKeymap } from '@codemirror/lint'
import { type Extension, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  gutter,
  GutterMarker,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { RuleView, TextProblem } from './file-reading'
import { completePolicy, type CompletionFacts } from './yaml-completion'

/** What the editor asks the page for, at the moment it needs it. */
export interface EditorParts {
  readonly label: string
  /** Of the page's content policy: the editor writes style elements. */
  readonly nonce: string
  readonly facts: () => CompletionFacts
  /** The rule whose lines hold a line, with its place among the rules of its tool. */
  readonly ruleAt: (
    line: number,
  ) => { readonly tool: string; readonly index: number; readonly view: RuleView } | null
  readonly onUndo: () => void
  readonly onRedo: () => void
}

/** Everything of the text editor that does not change while it is open. */
export function yamlExtensions(parts: EditorParts): Extension[] {
  const run = (act: () => void) => () => {
    act()
    return true
  }
  return [
    EditorView.cspNonce.of(parts.nonce),
    EditorView.contentAttributes.of({ 'aria-label': parts.label, spellcheck: 'false' }),
    lintGutter(),
    lineNumbers(),
    changeBars,
    drawSelection(),
    highlightActiveLine(),
    yaml(),
    indentUnit.of('  '),
    syntaxHighlighting(COLOURS),
    autocompletion({ override: [(context) => completePolicy(context, parts.facts())], icons: false }),
    hoverTooltip((view, pos) => {
      const line = view.state.doc.lineAt(pos)
      const found = parts.ruleAt(line.number)
      if (found === null) return null
      return { pos: line.from, above: true, create: () => ({ dom: readingOf(found) }) }
    }),
    keymap.of([
      { key: 'Mod-z', run: run(parts.onUndo), preventDefault: true },
      { key: 'Mod-y', mac: 'Mod-Shift-z', run: run(parts.onRedo), preventDefault: true },
      { key: 'Mod-Shift-z', run: run(parts.onRedo), preventDefault: true },
      { key: 'Tab', run: acceptCompletion },
      ...completionKeymap,
      ...closeBracketsKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    THEME,
  ]
}

/** Problems as the editor marks them. */
export function diagnosticsOf(
  problems: readonly TextProblem[],
  shown: (offset: number) => number,
): Diagnostic[] {
  return problems.map(({ severity, start, end, message }) => ({
    from: shown(start),
    to: Math.max(shown(start), shown(end)),
    severity: severity === 'note' ? 'info' : severity,
    message,
  }))
}

function readingOf({ tool, index, view }: NonNullable<ReturnType<EditorParts['ruleAt']>>): HTMLElement {
  const box = document.createElement('div')
  box.className = 'tip'
  const head = document.createElement('div')
  head.className = 's dim'
  head.textContent = `rule ${index + 1} on ${tool}`
  const text = document.createElement('div')
  text.textContent = view.reading.text
  box.append(head, text)
  return box
}

const setChanged = StateEffect.define<ReadonlySet<number>>()

/** Says which lines, from 1, git does not have. */
export function markChanged(lines: ReadonlySet<number>): StateEffect<ReadonlySet<number>> {
  return setChanged.of(lines)
}

class Bar extends GutterMarker {
  override elementClass = 'cm-bar-on'
}
const BAR = new Bar()

const changed = StateField.define<ReadonlySet<number>>({
  create: () => new Set(),
  update: (value, transaction) =>
    transaction.effects.reduce((before, effect) => (effect.is(setChanged) ? effect.value : before), value),
})

const changeBars: Extension = [
  changed,
  gutter({
    class: 'cm-bar',
    markers: (view) => {
      const builder = new RangeSetBuilder<GutterMarker>()
      const { doc } = view.state
      for (const line of [...view.state.field(changed)].sort((a, b) => a - b)) {
        if (line > doc.lines) continue
        const { from } = doc.line(line)
        builder.add(from, from, BAR)
      }
      return builder.finish()
    },
  }),
]

const COLOURS = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName)],
    color: 'var(--code-key)',
    fontWeight: '500',
  },
  { tag: tags.string, color: 'var(--code-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-num)' },
  { tag: tags.comment, color: 'var(--code-com)', fontStyle: 'italic' },
])

const THEME = EditorView.theme({
  '&': { fontSize: 'var(--fs-s)', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', maxHeight: '640px', minHeight: '320px' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '6px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--r-m)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--selected)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--ink)' },
  '.cm-diagnostic': { fontFamily: 'var(--sans)' },
  '.cm-bar': { width: '4px' },
  '.cm-bar-on': { backgroundColor: 'var(--allow)' },
})
