import {
  type Extension,
  RangeSet,
  RangeSetBuilder,
  StateEffect,
  StateField,
  type Text,
} from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  gutter,
  GutterMarker,
  WidgetType,
} from '@codemirror/view'
import { printable } from '@/lib/policy/describe/sentence'
import type { EarlierLines, LineMarks } from './line-marks'
import type { Match } from './find-in-text'

interface Shown {
  readonly marks: LineMarks
  /** Whether what stood there before is shown between the lines. */
  readonly showsBase: boolean
}

const setShown = StateEffect.define<Shown>()
const setFound = StateEffect.define<{ readonly matches: readonly Match[]; readonly current: number }>()

/** Says how the lines stand to those of git. */
export function showMarks(marks: LineMarks, showsBase: boolean): StateEffect<Shown> {
  return setShown.of({ marks, showsBase })
}

/** Says what a search found, and which match is looked at. */
export function showMatches(matches: readonly Match[], current: number): StateEffect<unknown> {
  return setFound.of({ matches, current })
}

class Bar extends GutterMarker {
  constructor(override readonly elementClass: string) {
    super()
  }
}
const BARS = {
  added: new Bar('cm-bar-added'),
  changed: new Bar('cm-bar-changed'),
  removed: new Bar('cm-bar-removed'),
}

const bars = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update: (value, transaction) =>
    transaction.effects.reduce<RangeSet<GutterMarker>>(
      (before, effect) => (effect.is(setShown) ? barsOf(effect.value.marks, transaction.state.doc) : before),
      value.map(transaction.changes),
    ),
})

function barsOf({ added, changed, removedBefore }: LineMarks, doc: Text): RangeSet<GutterMarker> {
  const builder = new RangeSetBuilder<GutterMarker>()
  const marked = [...new Set([...added, ...changed, ...removedBefore])].sort((a, b) => a - b)
  for (const line of marked) {
    if (line > doc.lines) break
    const { from } = doc.line(line)
    if (added.has(line)) builder.add(from, from, BARS.added)
    else if (changed.has(line)) builder.add(from, from, BARS.changed)
    else if (removedBefore.has(line)) builder.add(from, from, BARS.removed)
  }
  return builder.finish()
}

class Earlier extends WidgetType {
  constructor(private readonly earlier: EarlierLines) {
    super()
  }

  override eq({ earlier }: Earlier): boolean {
    return JSON.stringify(earlier) === JSON.stringify(this.earlier)
  }

  override toDOM(): HTMLElement {
    const box = document.createElement('div')
    box.className = 'cm-was'
    for (const { text, marks = [] } of this.earlier.lines) {
      const line = document.createElement('div')
      const spoken = document.createElement('span')
      spoken.className = 'sr'
      spoken.textContent = 'before: '
      line.append(spoken)
      let at = 0
      for (const [start, end] of marks) {
        const mark = document.createElement('mark')
        mark.textContent = printable(text.slice(start, end))
        line.append(printable(text.slice(at, start)), mark)
        at = end
      }
      line.append(printable(text.slice(at)))
      box.append(line)
    }
    return box
  }
}

const base = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, transaction) =>
    transaction.effects.reduce<DecorationSet>(
      (before, effect) => (effect.is(setShown) ? baseOf(effect.value, transaction.state.doc) : before),
      value.map(transaction.changes),
    ),
  provide: (field) => EditorView.decorations.from(field),
})

function baseOf({ marks, showsBase }: Shown, doc: Text): DecorationSet {
  if (!showsBase) return Decoration.none
  return Decoration.set(
    marks.earlier.map((earlier) => {
      const isEnd = earlier.before > doc.lines
      const at = isEnd ? doc.length : doc.line(earlier.before).from
      return Decoration.widget({ widget: new Earlier(earlier), block: true, side: isEnd ? 1 : -1 }).range(at)
    }),
  )
}

const found = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, transaction) =>
    transaction.effects.reduce<DecorationSet>(
      (before, effect) =>
        effect.is(setFound)
          ? Decoration.set(
              effect.value.matches
                .filter(([, end]) => end <= transaction.state.doc.length)
                .map(([from, to], index) =>
                  Decoration.mark({
                    class: index === effect.value.current ? 'cm-found cm-found-on' : 'cm-found',
                  }).range(from, to),
                ),
            )
          : before,
      value.map(transaction.changes),
    ),
  provide: (field) => EditorView.decorations.from(field),
})

/** Change bars, what stood there before, and the matches of a search. */
export const yamlMarks: Extension = [
  bars,
  base,
  found,
  gutter({ class: 'cm-bar', markers: (view) => view.state.field(bars) }),
]
