import type { Core } from '@/forge/core'
import { notFound } from '@/forge/refusal'
import type { AccountRow, IssueRow, PullRow, RepositoryRow, TeamRow } from '@/forge/state/records'

/** Lookups that end in 404 when there is nothing; whether somebody may see it is `roleOn`'s matter. */
export function accountNamed(core: Core, login: string): AccountRow {
  const [account] = core.state.accountsByLogin(login.toLowerCase())
  if (account === undefined) throw notFound()
  return account
}

/** `fullName` is `owner/name`, in any case. */
export function repositoryNamed(core: Core, fullName: string): RepositoryRow {
  const [owner = '', name = ''] = fullName.split('/')
  const account = accountNamed(core, owner)
  const [repository] = core.state.repositoriesByName(`${account.id}/${name.toLowerCase()}`)
  if (repository === undefined) throw notFound()
  return repository
}

export function fullNameOf(core: Core, repository: RepositoryRow): string {
  return `${core.state.accounts.mustGet(repository.ownerId).login}/${repository.name}`
}

export function teamNamed(core: Core, organisation: string, slug: string): TeamRow {
  const owner = accountNamed(core, organisation)
  const team = core.state.teams
    .all()
    .find((row) => row.organisationId === owner.id && row.slug.toLowerCase() === slug.toLowerCase())
  if (team === undefined) throw notFound()
  return team
}

export function issueNumbered(core: Core, repository: RepositoryRow, number: number): IssueRow {
  const [issue] = core.state.issuesByNumber(`${repository.id}#${number}`)
  if (issue === undefined) throw notFound()
  return issue
}

/** A pull request with the issue that carries its title, text and labels. */
export interface Pull {
  readonly pull: PullRow
  readonly issue: IssueRow
}

export function pullNumbered(core: Core, repository: RepositoryRow, number: number): Pull {
  const issue = issueNumbered(core, repository, number)
  const pull = issue.pullId === null ? undefined : core.state.pulls.get(issue.pullId)
  if (pull === undefined) throw notFound()
  return { pull, issue }
}

/** Pull requests of a repository, by number. */
export function pullsOf(core: Core, repository: RepositoryRow): Pull[] {
  return core.state
    .pullsOfRepository(`${repository.id}`)
    .map((pull) => ({ pull, issue: core.state.issues.mustGet(pull.issueId) }))
}

export function openPullsOf(core: Core, repository: RepositoryRow): Pull[] {
  return pullsOf(core, repository).filter(({ issue }) => issue.state === 'open')
}
