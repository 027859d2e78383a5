import { Glyph } from '@/components/ui/glyph'
import { Table } from '@/components/ui/table'

/** What the app needs on GitHub and what for. The names are those of GitHub's API. */
const NEEDED = [
  ['contents', 'write', 'Contents', 'mirror and history; branches, written only with a person’s own sign-in'],
  ['pull_requests', 'write', 'Pull requests', 'opened only with a person’s own sign-in'],
  ['issues', 'write', 'Issues', 'the follow-up of an emergency, written only with a person’s own sign-in'],
  ['checks', 'write', 'Checks', 'the check of Lockstep on each pull request, and what other checks say'],
  ['statuses', 'write', 'Commit statuses', 'statuses of commits'],
  ['members', 'read', 'Members', 'who is in which owner team'],
  [
    'administration',
    'read',
    'Administration',
    'branch protection and rulesets: what GitHub requires per file',
  ],
  ['metadata', 'read', 'Metadata', 'people’s roles on the repository'],
] as const

const LEVELS: readonly (string | undefined)[] = ['read', 'write', 'admin']

/** The app's rights: needed, what for, given. */
export function PermissionTable({ given }: { given: Readonly<Record<string, string | undefined>> }) {
  return (
    <Table label="Rights of the app" tight cards>
      <thead>
        <tr>
          <th>What it may do</th>
          <th>Used for</th>
          <th>Given</th>
        </tr>
      </thead>
      <tbody>
        {NEEDED.map(([key, level, name, purpose]) => {
          const has = given[key]
          const enough = LEVELS.indexOf(has) >= LEVELS.indexOf(level)
          return (
            <tr key={key}>
              <td className="nw">
                {name}: {level}
              </td>
              <td className="mid full">{purpose}</td>
              <td className="push">
                <span className="row">
                  <Glyph
                    name={enough ? 'passed' : 'failed'}
                    size={12}
                    label={enough ? 'given' : 'not given'}
                  />
                  {!enough && (
                    <span className="deny nw">{has === undefined ? 'not given' : `${has} only`}</span>
                  )}
                </span>
              </td>
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}
