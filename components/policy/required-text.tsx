import { listNames } from '@/components/ui/list-names'

/** Behind the owners of a file: who must agree as well as one of them, because a ruleset requires it. */
export function RequiredText({ teams }: { teams: readonly string[] }) {
  return teams.length === 0 ? null : (
    <span title="A ruleset requires it beside the owners">, and {listNames(teams, 'and')} by ruleset</span>
  )
}
