import { countOf } from '@/components/ui/format-number'
import { formatMoment } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { printable } from '@/lib/policy/describe/sentence'

/** A team whose approvals a ruleset requires beside the owners. */
export interface RequiredRowData {
  /** With `@`; null when Lockstep may not see the team. */
  readonly team: string | null
  readonly patterns: readonly string[]
  readonly paths: readonly string[]
  readonly minimum: number
  readonly by: readonly { readonly login: string; readonly at: string; readonly isOlder: boolean }[]
  readonly state: 'predicted' | 'agreed' | 'asked' | 'not-asked' | 'missing' | 'not-known'
}

interface RequiredRowProps {
  readonly row: RequiredRowData
  /** A path as it is shown. */
  readonly nameOf: (path: string) => string
  /** Left out while nobody can have approved. */
  readonly now?: Date
}

const GLYPHS: Record<RequiredRowData['state'], readonly [GlyphName, string]> = {
  predicted: ['waiting', 'predicted'],
  agreed: ['passed', 'agreed'],
  asked: ['waiting', 'asked'],
  'not-asked': ['waiting', 'not asked yet'],
  missing: ['note', 'not enough approvals on record'],
  'not-known': ['unverified', 'not known'],
}

const MOST_NAMES = 4

/** "and @acme/data": how many approvals of the team, for which files, and who gave them. */
export function RequiredRow({ row, nameOf, now }: RequiredRowProps) {
  const { team, patterns, paths, minimum, by, state } = row
  const [glyph, word] = GLYPHS[state]
  const names = paths.slice(0, MOST_NAMES).map((path) => printable(nameOf(path)))
  const rest = paths.length - names.length
  return (
    <li title={paths.map((path) => printable(path)).join('\n')}>
      <Glyph name={glyph} label={word} />
      <div className="grow">
        <b className="b">and {team ?? 'a team that Lockstep may not see'}</b>
        <p className="s mid">
          {names.join(', ')}
          {rest > 0 && ` and ${rest} more`}: beside the owners, a ruleset requires{' '}
          {countOf(minimum, 'approval')} of the team
          {patterns.length > 0 && ` for ${patterns.map(printable).join(' or ')}`}
        </p>
        {by.map(({ login, at, isOlder }) => (
          <p key={login} className="s mid">
            @{login}
            {at !== '' && now !== undefined && `, ${formatMoment(new Date(at), now)}`}
            {isOlder && ', for an earlier push'}
          </p>
        ))}
        {state !== 'predicted' && <p className="s mid">{sayState(row)}</p>}
      </div>
    </li>
  )
}

function sayState({ state, by, minimum }: RequiredRowData): string {
  if (state === 'not-known') return 'who of the team approved is not known'
  const count = `${by.length} of ${minimum} given`
  if (state === 'asked') return `${count}; GitHub asks the team`
  if (state === 'not-asked') return `${count}; GitHub does not ask the team now`
  return state === 'missing' ? `${count} on record` : count
}
