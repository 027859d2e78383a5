import { Glyph } from '@/components/ui/glyph'
import type { OwnerPrediction } from '@/lib/changes/predict-owners'
import { printable } from '@/lib/policy/describe/sentence'
import { Alternatives } from '@/components/ui/names'

interface OwnersListProps {
  readonly rows: readonly OwnerPrediction[]
  /** A path as it is shown. */
  readonly nameOf: (path: string) => string
}

/** Who will have to agree to which files. Owners on one line are alternatives; files of one line are one row. */
export function OwnersList({ rows, nameOf }: OwnersListProps) {
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
            </div>
            {line !== null && <span className="s dim nw">line {line}</span>}
          </li>
        )
      })}
    </ul>
  )
}
