import type { Login, Team } from './accounts'
import { ACCOUNTS } from './accounts'

const FOLDERS: readonly (readonly [prefix: string, team: Team])[] = [
  ['policies/payments/', 'payments'],
  ['policies/platform/', 'platform'],
  ['policies/data/', 'data'],
  ['policies/support/', 'support'],
]

/** One person per owning team of the files, never the drafter; what no team owns goes to security. */
export function usualApprovers(paths: Iterable<string>, drafter: Login): Login[] {
  const approvers = [...paths].map((path) => {
    const team = FOLDERS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'security'
    const person = ACCOUNTS.find(({ teams, login }) => teams.includes(team) && login !== drafter)
    if (person === undefined) throw new Error(`nobody but ${drafter} in ${team}`)
    return person.login
  })
  return [...new Set(approvers)]
}
