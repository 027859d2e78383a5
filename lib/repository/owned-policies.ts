/** What somebody owns by CODEOWNERS. */
export interface OwnedPolicies {
  /** The owners in CODEOWNERS that stand for the person, `@login` or `@organisation/team`, sorted. */
  readonly through: readonly string[]
  /** Policies on whose line at least one of them is. */
  readonly policies: number
}

interface Listed {
  readonly owners: readonly string[] | null
}

/** The teams of the owners of policies, without `@`, each once. */
export function teamsOf(policies: readonly Listed[]): string[] {
  const owners = policies.flatMap(({ owners }) => owners ?? [])
  return [...new Set(owners.filter((owner) => /^@[^/]+\/./.test(owner)).map((owner) => owner.slice(1)))]
}

/** Finds out of the policies of a commit what a person owns. `inTeam` is asked with teams as `teamsOf` names them. */
export function ownedPolicies(
  policies: readonly Listed[],
  login: string,
  inTeam: (team: string) => boolean,
): OwnedPolicies {
  const theirs = policies
    .map(({ owners }) => (owners ?? []).filter((owner) => standsFor(owner, login, inTeam)))
    .filter((own) => own.length > 0)
  return { through: [...new Set(theirs.flat())].sort(), policies: theirs.length }
}

/** Whether somebody is among the owners of a file, by name or by a team. */
export function isOwnedBy(
  owners: readonly string[] | null,
  login: string,
  inTeam: (team: string) => boolean,
): boolean {
  return owners?.some((owner) => standsFor(owner, login, inTeam)) ?? false
}

function standsFor(owner: string, login: string, inTeam: (team: string) => boolean): boolean {
  return owner.includes('/') ? inTeam(owner.slice(1)) : owner.toLowerCase() === `@${login.toLowerCase()}`
}
