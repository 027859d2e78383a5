import { type DiffPart, DiffView } from '@/components/ui/code/diff-view'
import { withWordMarks } from '@/components/ui/code/word-marks'
import { PanelEmpty } from '@/components/ui/panel'
import { printable } from '@/lib/policy/describe/sentence'
import type { FileDiff } from '@/lib/git/diff'

interface FileDiffViewProps {
  diff: Pick<FileDiff, 'content'>
  /** Names the block for screen readers. */
  label: string
}

/** A diff of the mirror as numbered lines; hostile characters are written out. */
export function FileDiffView({ diff, label }: FileDiffViewProps) {
  const { content } = diff
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
  return <DiffView label={label} parts={parts} />
}
