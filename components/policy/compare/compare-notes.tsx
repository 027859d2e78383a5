import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import { printable } from '@/lib/policy/describe/sentence'
import type { ComparedEnd, ComparedPolicy } from '@/lib/repository/compare-policy'

/** Faults that are named here; the page of the policy has all. */
const MOST_FAULTS = 5

/** What must be known before anything else on the page: another name, or a file that no proxy would take. */
export function CompareNotes({ comparison: { older, newer, isSwapped } }: { comparison: ComparedPolicy }) {
  const [first, second] = isSwapped ? (['newer', 'older'] as const) : (['older', 'newer'] as const)
  const isRenamed = older.file !== null && newer.file !== null && older.file.path !== newer.file.path
  const faults = [
    { word: first, end: older },
    { word: second, end: newer },
  ].flatMap(({ word, end }) => (faultsOf(end).length === 0 ? [] : [{ word, faults: faultsOf(end) }]))
  if (!isRenamed && faults.length === 0) return null
  return (
    <div className="stack" style={{ marginBottom: 20 }}>
      {isRenamed && (
        <Note glyph="note" title="The file was renamed in between.">
          <span className="mono">{printable(older.file?.repositoryPath ?? '')}</span> at the {first} end,{' '}
          <span className="mono">{printable(newer.file?.repositoryPath ?? '')}</span> at the {second} one.
        </Note>
      )}
      {faults.map((side) => (
        <Note
          key={side.word}
          glyph="rejected"
          tone="deny"
          title={`Intercept would refuse the ${side.word} one.`}
        >
          {side.faults.slice(0, MOST_FAULTS).map(({ line, message }) => (
            <span key={`${line}:${message}`} className="block">
              line {line}: <span className="mono">{message.split('\n').map(printable).join(' ')}</span>
            </span>
          ))}
          <HelpLink topic="policy-refused" />
        </Note>
      ))}
    </div>
  )
}

function faultsOf({ file }: ComparedEnd) {
  return file !== null && 'problems' in file.content ? file.content.problems : []
}
