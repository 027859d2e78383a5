import { countOf, formatCount } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'

interface UndoCardProps {
  /** Files of the change, and how many of them later commits changed again. */
  readonly files: number
  readonly changedSince: number
}

/** What a revert of a merged change does, and what it asks for. */
export function UndoCard({ files, changedSince }: UndoCardProps) {
  const all = files === 1 ? 'the file' : `the ${formatCount(files)} files`
  return (
    <Panel title="Undo">
      <p className="s mid pt">
        Revert starts a draft that restores {all} byte for byte. It becomes a pull request like any other: the
        same owners agree. {saySince(files, changedSince)}
      </p>
    </Panel>
  )
}

function saySince(files: number, changedSince: number): string {
  if (changedSince === 0) return ''
  const which =
    files === 1
      ? 'Later commits changed it'
      : `Later commits changed ${countOf(changedSince, 'of them', 'of them')}`
  return `${which}: there you bring the three sides together, field by field.`
}
