import { Glyph } from '@/components/ui/glyph'
import { countOf } from '@/components/ui/format-number'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'

export interface PersonRow {
  readonly login: string
  readonly name: string
  /** As GitHub last answered; null when it was not asked since somebody's role changed. */
  readonly role: string | null
  readonly roleCheckedAt: Date | null
  /** What the role allows; null while it is not known. */
  readonly looks: boolean | null
  readonly drafts: boolean | null
  readonly administers: boolean | null
  readonly sessions: number
  /** Null when GitHub does not say who is in the teams. */
  readonly owns: { readonly through: readonly string[]; readonly policies: number } | null
}

/** Everybody who has signed in, and what follows from their role. */
export function PeopleTable({ people, now }: { people: readonly PersonRow[]; now: Date }) {
  return (
    <Table label="People" tight cards>
      <thead>
        <tr>
          <th>Person</th>
          <th>On the repository</th>
          <th>Owner of</th>
          <th>Look</th>
          <th>Draft</th>
          <th>Approve</th>
          <th>Settings</th>
          <th className="n">Sessions</th>
          <th className="n">Last here</th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ login, name, role, roleCheckedAt, sessions, owns, looks, drafts, administers }) => (
          <tr key={login}>
            <td>
              {name} <span className="s dim mono">@{login}</span>
            </td>
            <td data-l="Role">{role ?? <span className="dim">not asked lately</span>}</td>
            <td data-l="Owner of" className="s full">
              {owns === null ? (
                <span className="dim">GitHub does not say</span>
              ) : owns.through.length === 0 ? (
                <span className="dim">nothing</span>
              ) : (
                owns.through.join(', ')
              )}
            </td>
            <td data-l="Look">
              <YesNo yes={looks} />
            </td>
            <td data-l="Draft">
              <YesNo yes={drafts} />
            </td>
            <td data-l="Approve" className="s">
              {owns !== null && owns.policies > 0 && drafts === true ? (
                `${countOf(owns.policies, 'policy', 'policies')}, on GitHub`
              ) : (
                <YesNo yes={drafts === false || owns?.policies === 0 ? false : null} />
              )}
            </td>
            <td data-l="Settings">
              <YesNo yes={administers} />
            </td>
            <td data-l="Sessions" className={sessions === 0 ? 'n dim' : 'n'}>
              {sessions}
            </td>
            <td data-l="Last here" className="n dim">
              {roleCheckedAt === null ? '–' : <Time at={roleCheckedAt} now={now} show="age" />}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function YesNo({ yes }: { yes: boolean | null }) {
  if (yes === null) return <span className="dim">not known</span>
  return yes ? <Glyph name="passed" size={12} label="yes" /> : <span className="dim">no</span>
}
