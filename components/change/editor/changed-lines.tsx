import { DiffView } from '@/components/ui/code/diff-view'
import { SideBySide } from '@/components/ui/code/side-by-side'
import { withWordMarks } from '@/components/ui/code/word-marks'
import { Panel } from '@/components/ui/panel'
import { printable } from '@/lib/policy/describe/sentence'
import { diffLines, diffParts } from '@/lib/policy/edit/line-diff'

export interface ChangedLinesProps {
  readonly path: string
  readonly before: string
  readonly after: string
  /** The two beside each other (below 900 px one below the other), or in one column. */
  readonly layout: 'side' | 'column'
  readonly title: string
}

/** The lines of a text that changed, with those around them. */
export function ChangedLines({ path, before, after, layout, title }: ChangedLinesProps) {
  const lines = diffLines(before, after)
  const Diff = layout === 'side' ? SideBySide : DiffView
  const [added, removed] = [count(lines, 'added'), count(lines, 'removed')]
  return (
    <Panel
      title={title}
      // By lines: whatever stands in no changed one is the same, its line break included.
      note={`${added} added, ${removed} removed${before === '' ? '' : ', every other byte unchanged'}`}
    >
      <Diff
        label={`Diff of ${path}`}
        parts={diffParts(lines).map((part) => ({
          lines: withWordMarks(
            part.map((line) => ({ ...line, text: printable(line.text.replace(/\r$/, '')) })),
          ),
        }))}
      />
    </Panel>
  )
}

function count(lines: readonly { readonly kind: string }[], kind: string): number {
  return lines.filter((line) => line.kind === kind).length
}
