import type { DiffPart } from '@/components/ui/code/diff-lines'
import { DiffView } from '@/components/ui/code/diff-view'
import { SideBySide } from '@/components/ui/code/side-by-side'
import { withWordMarks } from '@/components/ui/code/word-marks'
import { PanelEmpty } from '@/components/ui/panel'
import { printable } from '@/lib/policy/describe/sentence'
import type { FileDiff } from '@/lib/git/diff'

interface FileDiffViewProps {
  /** With a path that does not end like YAML, its lines are not coloured. */
  diff: Pick<FileDiff, 'content'> & { readonly path?: string }
  /** Names the block for screen readers. */
  label: string
  /** Beside each other (below 900 px one below the other), or in one column with both numbers. */
  layout?: 'side' | 'column'
}

/** A diff of the mirror as numbered lines; hostile characters are written out. */
export function FileDiffView({ diff: { content, path }, label, layout = 'column' }: FileDiffViewProps) {
  if (content.kind === 'too-large')
    return <PanelEmpty title="Too large to compare here">The whole diff is on GitHub.</PanelEmpty>
  if (content.kind === 'not-text')
    return (
      <PanelEmpty title="Not text">Bytes of a link, a submodule or a binary file have no lines.</PanelEmpty>
    )
  const parts = content.hunks.map((hunk): DiffPart => ({
    lines: withWordMarks(
      hunk.lines.map((line) => ({
        kind: line.kind === 'context' ? 'same' : line.kind,
        oldLine: line.oldLine,
        newLine: line.newLine,
        text: line.text.replace(/\r$/, '').split('\t').map(printable).join('\t'),
      })),
    ),
  }))
  const language = path === undefined || /\.ya?ml$/i.test(path) ? 'yaml' : 'text'
  const View = layout === 'side' ? SideBySide : DiffView
  return <View label={label} parts={parts} language={language} />
}
