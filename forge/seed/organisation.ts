import type { Forge } from '@/forge/open-forge'
import { createBot } from '@/forge/operations/accounts'
import { ACCOUNTS, ORGANISATION, REPOSITORY, TEAMS } from './accounts'

export const FULL_NAME = `${ORGANISATION.login}/${REPOSITORY}`

/** The account that reports the checks of the company's own build server. */
export const BUILD_SERVER = 'northwind-ci'

/** Makes accounts, teams and the empty repository. */
export async function foundOrganisation(forge: Forge, at: Date): Promise<void> {
  for (const { login, name, email } of ACCOUNTS) forge.createAccount({ login, name, email, at })
  createBot(forge.core, BUILD_SERVER, at)
  forge.createOrganisation({ ...ORGANISATION, at })
  await forge.createRepository({
    owner: ORGANISATION.login,
    name: REPOSITORY,
    description: 'What the agents of Northwind Robotics may do',
    at,
  })
  for (const slug of TEAMS) {
    const members = ACCOUNTS.filter(({ teams }) => teams.includes(slug)).map(({ login }) => login)
    forge.createTeam({ org: ORGANISATION.login, slug, members, at })
    await forge.setRole({ repository: FULL_NAME, to: `${ORGANISATION.login}/${slug}`, role: 'write', at })
  }
  for (const { login, role } of ACCOUNTS) {
    // Everybody else writes through a team.
    if (role === 'admin' || role === 'read')
      await forge.setRole({ repository: FULL_NAME, to: login, role, at })
  }
}

/**
 * Protects main: one approval, of a code owner, for the last state of the branch; administrators may pass. No check
 * is required: Lockstep's own would keep pull requests from merging while Lockstep does not run.
 */
export function protectMain(forge: Forge, at: Date): void {
  forge.setProtection({
    repository: FULL_NAME,
    branch: 'main',
    requiredApprovals: 1,
    requireCodeOwnerReviews: true,
    dismissStaleReviews: true,
  })
  forge.setRuleset({
    repository: FULL_NAME,
    name: 'data',
    requiredReviewers: [
      { team: `${ORGANISATION.login}/data`, filePatterns: ['policies/data/**/*'], minimumApprovals: 1 },
    ],
    at,
  })
}
