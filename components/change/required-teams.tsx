import type { RequiredForPaths } from '@/lib/changes/rulesets/required-reviewers'
import { RequiredRow } from './required-row'

interface RequiredTeamsProps {
  readonly required: readonly RequiredForPaths[]
  /** A path as it is shown. */
  readonly nameOf: (path: string) => string
}

/** Before there is a pull request: the teams that rulesets will require beside the owners. */
export function RequiredTeams({ required, nameOf }: RequiredTeamsProps) {
  return (
    <ul className="rows ow">
      {required.map(({ ruleset, team: { id, name }, patterns, paths, minimum }) => (
        <RequiredRow
          key={`${ruleset} ${id} ${patterns.join(' ')}`}
          row={{
            team: name === null ? null : `@${name}`,
            patterns,
            paths,
            minimum,
            by: [],
            state: 'predicted',
          }}
          nameOf={nameOf}
        />
      ))}
    </ul>
  )
}
