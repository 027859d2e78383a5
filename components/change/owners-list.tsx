import { Glyph } from '@/components/ui/glyph'

export interface OwnersRow {
  readonly path: string
  readonly owners: readonly string[]
  readonly line: number | null
  readonly kind: 'owned' | 'unowned' | 'unmatched'
  readonly drafterExcluded: boolean
}

/** Who must agree per file. Owners on one line are alternatives. */
export function OwnersList({ rows }: { rows: readonly OwnersRow[] }) {
  return (
    <ul className="rows">
      {rows.map(({ path, owners, line, kind, drafterExcluded }) => (
        <li key={path} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
          <Glyph
            name={kind === 'owned' ? 'waiting' : 'note'}
            label={kind === 'owned' ? 'predicted' : 'nobody asked'}
          />
          <div className="grow">
            <span className="mono">{path}</span>
            <div className="s mid">
              {kind === 'owned' && `one of ${owners.join(' or ')}, line ${line} of CODEOWNERS`}
              {kind === 'unowned' && `unowned on purpose, line ${line} of CODEOWNERS`}
              {kind === 'unmatched' && 'no line of CODEOWNERS matches: nobody is asked'}
              {drafterExcluded && '. The drafter cannot approve.'}
            </div>
          </div>
        </li>
      ))}
    </ul>
  )
}
