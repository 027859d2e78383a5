import { Glyph } from '@/components/ui/glyph'

export interface OwnersRow {
  readonly path: string
  readonly owners: readonly string[]
  readonly line: number | null
  readonly kind: 'owned' | 'unowned' | 'unmatched'
  readonly drafterExcluded: boolean
}

interface OwnersListProps {
  readonly rows: readonly OwnersRow[]
  /** Who approved which path as which owner; null when that is not known, or nobody could yet. */
  readonly approvedAs?:
    readonly { readonly login: string; readonly path: string; readonly owner: string }[] | null
  /** Nobody is waited for any more. */
  readonly isOver?: boolean
}

/** Who must agree per file, and who of them did. Owners on one line are alternatives. */
export function OwnersList({ rows, approvedAs = null, isOver = false }: OwnersListProps) {
  return (
    <ul className="rows">
      {rows.map(({ path, owners, line, kind, drafterExcluded }) => {
        const agreed = agreedBy(path, approvedAs ?? [])
        return (
          <li key={path} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
            {agreed.length > 0 ? (
              <Glyph name="passed" label="agreed" />
            ) : kind === 'owned' && !isOver ? (
              <Glyph name="waiting" label="predicted" />
            ) : (
              <Glyph name="note" label={kind === 'owned' ? 'no agreement on record' : 'nobody asked'} />
            )}
            <div className="grow">
              <span className="mono">{path}</span>
              <div className="s mid">
                {kind === 'owned' && `one of ${owners.join(' or ')}, line ${line} of CODEOWNERS`}
                {kind === 'unowned' && `unowned on purpose, line ${line} of CODEOWNERS`}
                {kind === 'unmatched' && 'no line of CODEOWNERS matches: nobody is asked'}
                {drafterExcluded && !isOver && '. The drafter cannot approve.'}
              </div>
              {agreed.map((words) => (
                <div key={words} className="s">
                  {words}
                </div>
              ))}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

/** One line a person, who may count as several of the owners. */
function agreedBy(path: string, approvedAs: NonNullable<OwnersListProps['approvedAs']>): string[] {
  const owners = new Map<string, string[]>()
  for (const one of approvedAs)
    if (one.path === path) owners.set(one.login, [...(owners.get(one.login) ?? []), one.owner])
  return [...owners].map(([login, as]) =>
    as.some((owner) => owner.toLowerCase() === `@${login}`.toLowerCase())
      ? `@${login} approved`
      : `@${login} approved, of ${as.join(' and ')}`,
  )
}
