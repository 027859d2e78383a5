import {
  acceptCompletion,
  autocompletion,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete'
import { defaultKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter } from '@codemirror/lint'
import type { Extension } from '@codemirror/state'
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { SentencePart } from '@/lib/policy/describe/sentence'
import type { RuleView, TextProblem } from '../file-reading'
import { completePolicy, type CompletionFacts } from './yaml-completion'
import { yamlMarks } from './yaml-marks'

/** The rule whose lines hold a line. */
export interface RuleAtLine {
  readonly tool: string
  /** Its place among the rules of its tool, from 0, and how many they are. */
  readonly index: number
  readonly count: number
  readonly view: RuleView
  /** How it stands to the one of that name that git has; null for the same. */
  readonly mark: 'new' | 'edited' | null
  /** The one that git has, of an edited rule. */
  readonly before: RuleView | null
}

/** What the editor asks the page for, at the moment it needs it. */
export interface EditorParts {
  readonly label: string
  /** Of the page's content policy: the editor writes style elements. */
  readonly nonce: string
  /** Null where nothing is offered. */
  readonly facts: () => CompletionFacts | null
  readonly ruleAt: (line: number) => RuleAtLine | null
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
    yamlMarks,
    scalars,
    drawSelection(),
    highlightActiveLine(),
    yaml(),
    indentUnit.of('  '),
    syntaxHighlighting(COLOURS),
    autocompletion({
      override: [
        (context) => {
          const facts = parts.facts()
          return facts === null ? null : completePolicy(context, facts)
        },
      ],
      icons: false,
    }),
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
      // An offer that has only just appeared takes no key yet; the focus must not leave the text meanwhile.
      { key: 'Tab', run: (view) => acceptCompletion(view) || completionStatus(view.state) === 'active' },
      ...completionKeymap,
      ...closeBracketsKeymap,
      // F8, ⌘. and ⌘↵ are the page's: they go through the problems of all files, mend them, and submit.
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    ]),
    THEME,
  ]
}

/** Problems as the editor marks them, with what mends them. */
export function diagnosticsOf(
  problems: readonly TextProblem[],
  shown: (offset: number) => number,
  onFix: (problem: TextProblem) => void,
): Diagnostic[] {
  return problems.map((problem) => {
    const { severity, start, end, message, fix } = problem
    return {
      from: shown(start),
      to: Math.max(shown(start), shown(end)),
      severity: severity === 'note' ? 'info' : severity,
      message,
      actions: fix === null ? [] : [{ name: fix.title, apply: () => onFix(problem) }],
    }
  })
}

function readingOf({ tool, index, count, view, mark, before }: RuleAtLine): HTMLElement {
  const head = element('div', 'hvh', [
    element('span', 's dim', [`rule ${index + 1} of ${count} on `, element('b', 'mono', [tool])]),
    ...(mark === null ? [] : [element('span', 'tag info', [mark])]),
  ])
  const { sentence, notes } = view.reading
  const words = [sentence, ...notes].flatMap((one) => one.map(partOf).concat(' '))
  const box = element('div', 'hvc', [head, element('p', '', words)])
  if (before !== null) box.append(element('p', 's mid', ['In git: ', ...before.reading.sentence.map(partOf)]))
  return box
}

function partOf({ mark, text }: SentencePart): Node | string {
  if (mark === 'text') return text
  if (mark === 'code') return element('code', '', [text])
  return element('b', mark === 'value' || mark === 'limit' ? '' : 'b mono', [text])
}

function element(name: string, className: string, children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  made.append(...children)
  return made
}

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

/** Numbers and words that are no text; the parser of YAML tells them from no other plain value. */
const scalarWords = new MatchDecorator({
  regexp:
    /(?<=^\s*(?:- +)*[\w"'*.-]+:\s+)(?:-?\d+(?:\.\d+)?(?:\/(?:minute|hour|day))?|true|false|null|allow|deny|evaluate)(?=\s*(?:#|$))/gm,
  decoration: Decoration.mark({ class: 'cm-word' }),
})
const scalars = ViewPlugin.define(
  (view) => ({
    marks: scalarWords.createDeco(view),
    update(update: ViewUpdate) {
      this.marks = scalarWords.updateDeco(update, this.marks)
    },
  }),
  { decorations: ({ marks }) => marks },
)

const THEME = EditorView.theme({
  '&': { fontSize: 'var(--fs-s)', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
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
  '.cm-gutter-lint': { width: '22px' },
  '.cm-lint-marker': { content: 'normal', width: '22px', textAlign: 'center', fontWeight: '600' },
  '.cm-lint-marker-error': { content: 'normal' },
  '.cm-lint-marker-error::before': { content: '"×"', color: 'var(--deny)', fontSize: '16px' },
  '.cm-lint-marker-warning': { content: 'normal' },
  '.cm-lint-marker-warning::before': { content: '"▲"', color: 'var(--drift)', fontSize: '10px' },
  '.cm-lint-marker-info': { content: 'normal' },
  '.cm-lint-marker-info::before': { content: '"ⓘ"', color: 'var(--ink-2)' },
  '.cm-diagnostic': { fontFamily: 'var(--sans)' },
  '.cm-bar': { width: '3px', marginLeft: '4px' },
  '.cm-bar .cm-gutterElement': { width: '3px' },
  '.cm-bar-added': { backgroundColor: 'var(--allow)' },
  '.cm-bar-changed': {
    background: 'repeating-linear-gradient(135deg, var(--accent) 0 2px, transparent 2px 4px)',
  },
  '.cm-bar-removed': { borderTop: '3px solid var(--deny)' },
  '.cm-line': { padding: '0 8px 0 20px' },
  '.cm-was': { backgroundColor: 'var(--del)', color: 'var(--ink)', whiteSpace: 'pre' },
  '.cm-was > div': { position: 'relative', padding: '0 8px 0 20px' },
  '.cm-was > div::before': { content: '"−"', color: 'var(--deny)', position: 'absolute', left: '7px' },
  '.cm-was mark': { backgroundColor: 'var(--del-mark)', color: 'inherit', borderRadius: '2px' },
  '.cm-word, .cm-word span': { color: 'var(--code-num)' },
  '.cm-found': { backgroundColor: 'var(--add-mark)', borderRadius: '2px' },
  '.cm-found-on': { outline: '1.5px solid var(--accent)' },
})
