import { accountNamed, teamNamed } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { invalidField, Refusal } from '@/forge/refusal'
import type { AccountRow, TeamRow } from '@/forge/state/records'
import { installApps } from './install-apps'

const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/
const BOT = /^[a-z0-9-]+\[bot\]$/

export interface NewAccount {
  readonly login: string
  readonly name: string
  readonly email: string
  readonly at: Date
}

/** Makes a person's account, or renews name and e-mail of the one with this login. */
export function createAccount(core: Core, input: NewAccount): AccountRow {
  return saveAccount(core, 'User', input)
}

export function createOrganisation(core: Core, input: Omit<NewAccount, 'email'>): AccountRow {
  return saveAccount(core, 'Organization', { ...input, email: '' })
}

/** The account that an app's own actions are shown under, `slug[bot]`. */
export function createBot(core: Core, slug: string, at: Date): AccountRow {
  const login = `${slug}[bot]`
  return saveAccount(core, 'Bot', { login, name: login, email: `${login}@users.noreply.github.com`, at })
}

function saveAccount(
  core: Core,
  type: AccountRow['type'],
  { login, name, email, at }: NewAccount,
): AccountRow {
  if (!(type === 'Bot' ? BOT : LOGIN).test(login)) throw invalidField('User', 'login', 'invalid')
  const [known] = core.state.accountsByLogin(login.toLowerCase())
  if (known !== undefined && known.type !== type) throw invalidField('User', 'login', 'already_exists')
  const account = core.state.accounts.put({
    id: known?.id ?? core.state.nextId(),
    type,
    login: known?.login ?? login,
    name,
    email,
    createdAt: known?.createdAt ?? stampOf(at),
  })
  installApps(core, at)
  core.state.save()
  return account
}

export interface NewTeam {
  /** Login of the organisation. */
  readonly org: string
  readonly slug: string
  readonly name?: string
  /** Logins. Replaces the members of a team that exists. */
  readonly members: readonly string[]
  readonly at: Date
}

/** Makes a team, or renews the one with this slug. */
export function createTeam(core: Core, { org, slug, name, members, at }: NewTeam): TeamRow {
  const organisation = accountNamed(core, org)
  if (organisation.type !== 'Organization') throw new Refusal(404, 'Not Found')
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(slug)) throw invalidField('Team', 'slug', 'invalid')
  const known = core.state.teams
    .all()
    .find((team) => team.organisationId === organisation.id && team.slug === slug)
  const team = core.state.teams.put({
    id: known?.id ?? core.state.nextId(),
    organisationId: organisation.id,
    slug,
    name: name ?? known?.name ?? slug,
    memberIds: members.map((login) => accountNamed(core, login).id),
    createdAt: known?.createdAt ?? stampOf(at),
  })
  core.state.save()
  return team
}

/** Adds or removes one member of a team. */
export function setTeamMember(
  core: Core,
  { org, slug, login, member }: { org: string; slug: string; login: string; member: boolean },
): TeamRow {
  const team = teamNamed(core, org, slug)
  const { id } = accountNamed(core, login)
  const others = team.memberIds.filter((memberId) => memberId !== id)
  const changed = core.state.teams.patch(team.id, { memberIds: member ? [...others, id] : others })
  core.state.save()
  return changed
}

/** Members of an organisation: whoever is in one of its teams. */
export function membersOf(core: Core, organisation: AccountRow): AccountRow[] {
  const teams = core.state.teams.all().filter((team) => team.organisationId === organisation.id)
  return [...new Set(teams.flatMap((team) => team.memberIds))]
    .flatMap((id) => core.state.accounts.get(id) ?? [])
    .sort((a, b) => a.id - b.id)
}
