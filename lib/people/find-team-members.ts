import type { GitHubApp } from '@/lib/git/github-app'
import { forgeFailureOf } from '@/lib/git/forge-failure'
import { processWide } from '@/lib/process-wide'

/** So long an answer of the forge is taken for the present. */
const FRESH_MS = 60_000
/** GitHub's largest page. */
const PAGE = 100

/** Logins in lower case by team, `organisation/team` in lower case. `known` is false when the forge does not say. */
export type TeamMembers =
  | { readonly known: true; readonly members: ReadonlyMap<string, ReadonlySet<string>> }
  | { readonly known: false }

type App = Pick<GitHubApp, 'installationClient'>

interface Kept {
  readonly at: number
  readonly members: Promise<ReadonlySet<string>>
}

/** Who is in teams, named as in CODEOWNERS without `@`. A team that is not there, or not ours to see, has nobody. */
export async function findTeamMembers(app: App, teams: readonly string[], now: Date): Promise<TeamMembers> {
  try {
    const names = [...new Set(teams.map((team) => team.toLowerCase()))]
    const found = await Promise.all(
      names.map(async (name) => [name, await membersOf(app, name, now)] as const),
    )
    return { known: true, members: new Map(found) }
  } catch (error) {
    if (forgeFailureOf(error, now) === null) throw error
    return { known: false }
  }
}

function membersOf(app: App, team: string, now: Date): Promise<ReadonlySet<string>> {
  const perApp = processWide('team-members', () => new WeakMap<App, Map<string, Kept>>())
  const kept = perApp.get(app) ?? new Map<string, Kept>()
  perApp.set(app, kept)
  const known = kept.get(team)
  if (known !== undefined && now.getTime() - known.at <= FRESH_MS) return known.members
  const members = askMembers(app, team)
  kept.set(team, { at: now.getTime(), members })
  members.catch(() => kept.delete(team))
  return members
}

async function askMembers(app: App, team: string): Promise<ReadonlySet<string>> {
  const [org = '', team_slug = ''] = team.split('/')
  const client = await app.installationClient()
  try {
    const list = await client.paginate(client.rest.teams.listMembersInOrg, { org, team_slug, per_page: PAGE })
    return new Set(list.map(({ login }) => login.toLowerCase()))
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return new Set()
    throw error
  }
}
