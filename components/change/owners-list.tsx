import { Glyph } from '@/components/ui/glyph'
import type { OwnerPrediction } from '@/lib/changes/predict-owners'
import { printable } from '@/lib/policy/describe/sentence'
import type { TeamPeople } from '@/lib/people/count-team-people'
import { Alternatives } from '@/components/ui/names'
import { sayPeople } from './say-people'

interface OwnersListProps {
  readonly rows: readonly OwnerPrediction[]
  /** A path as it is shown. */
  readonly nameOf: (path: string) => string
  /** How many people speak for the teams among the owners beside the drafter; without those of which it is not known. */
  readonly teams: readonly TeamPeople[]
}

/** Who will have to agree to which files. Owners on one line are alternatives; files of one line are one row. */
export function OwnersList({ rows, nameOf, teams }: OwnersListProps) {
  const groups = new Map<string, OwnerPrediction[]>()
  for (const row of rows) {
    const key = `${row.kind} ${row.line}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return (
    <ul className="rows ow">
      {[...groups].map(([key, files]) => {
        const [first] = files
        if (first === undefined) return null
        const { kind, owners, line, drafterExcluded } = first
        const names = files.map(({ path }) => printable(nameOf(path)))
        const people = sayPeople(owners, teams)
        return (
          <li key={key} title={files.map(({ path }) => printable(path)).join('\n')}>
            {kind === 'owned' ? (
              <Glyph name="waiting" label="predicted" />
            ) : (
              <Glyph name="note" label="nobody asked" />
            )}
            <div className="grow">
              <b className="b">{names.join(', ')}</b>
              <p className="s mid">
                {kind === 'owned' && <Alternatives owners={owners} />}
                {kind === 'unowned' && 'unowned on purpose'}
                {kind === 'unmatched' && 'no line of CODEOWNERS matches: nobody is asked'}
                {drafterExcluded && '. The drafter cannot approve.'}
              </p>
              {people !== null && <p className="s dim">{people}</p>}
            </div>
            {line !== null && <span className="s dim nw">line {line}</span>}
          </li>
        )
      })}
    </ul>
  )
}
