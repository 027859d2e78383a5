import type { Metadata } from 'next'
import { OwnAccess } from '@/components/settings/own-access'
import { PeopleTable, type PersonRow } from '@/components/settings/people-table'
import { SessionTable } from '@/components/settings/session-table'
import { countOf } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import { answerWithin } from '@/lib/answer-within'
import { roleAtLeast, ROLES } from '@/lib/context'
import { explainRole } from '@/lib/people/explain-role'
import { findTeamMembers } from '@/lib/people/find-team-members'
import { listPeople, type PersonLine } from '@/lib/people/list-people'
import { listSessions } from '@/lib/people/list-sessions'
import { roleCheckedAt } from '@/lib/people/role-checked-at'
import { listPolicies } from '@/lib/repository/list-policies'
import { ownedPolicies, teamsOf, type OwnedPolicies } from '@/lib/repository/owned-policies'
import { trackedHistory } from '@/lib/server'
import { PATIENCE_MS, visitSettings, type SettingsVisit } from '../settings-visit'

export const metadata: Metadata = { title: 'People' }

/** What may I do here and why, where am I signed in; for administrators the same of everybody. */
export default async function PeoplePage() {
  const visit = await visitSettings()
  const { ctx, administers, forge, opened } = visit
  const { login, role } = ctx.actor
  const [owns, own, people, checkedAt] = await Promise.all([
    readOwnership(visit),
    listSessions({ ctx, input: { everybody: administers } }),
    listPeople({ ctx }),
    roleCheckedAt({ ctx }),
  ])
  const mine = owns(login)
  const sessions = own.kind === 'sessions' ? own.sessions : []
  const others = sessions.filter((session) => session.login !== login)
  return (
    <>
      <OwnAccess
        person={{ login, role }}
        repository={`${opened.repository.owner}/${opened.repository.name}`}
        abilities={explainRole(role)}
        checkedAt={checkedAt}
        approving={approving(mine, roleAtLeast(role, 'write'))}
        approves={mine !== null && mine.policies > 0 && roleAtLeast(role, 'write')}
        forge={forge.repository()}
        now={ctx.now}
      />
      <Panel title="Your sessions" note={countOf(sessions.length - others.length, 'browser')}>
        <SessionTable
          label="Your sessions"
          sessions={sessions.filter((session) => session.login === login)}
          showPerson={false}
          now={ctx.now}
        />
      </Panel>
      {people.kind === 'people' && (
        <>
          <Panel
            title="People and what they may do"
            note={`${countOf(people.people.length, 'person', 'people')} signed in so far; rights are read from GitHub, nothing to set here`}
            more={
              <a href={forge.repository()} rel="noreferrer">
                Change on GitHub
              </a>
            }
          >
            <PeopleTable people={people.people.map((one) => toRow(one, owns(one.login)))} now={ctx.now} />
            <p className="s mid foot2">
              <b className="b">How it follows:</b> a role of one’s own with read (collaborator or organisation
              member) may look; that a repository is public gives nothing · write may draft and open pull
              requests, as themselves · CODEOWNERS and rulesets decide whose approval counts, never for one’s
              own change; owners on one line are alternatives · admin may come here.
            </p>
          </Panel>
          <Panel title="Sessions of others" note={countOf(others.length, 'browser')}>
            {others.length === 0 ? (
              <p className="mid pad">Nobody else is signed in.</p>
            ) : (
              <SessionTable label="Sessions of others" sessions={others} showPerson now={ctx.now} />
            )}
          </Panel>
        </>
      )}
    </>
  )
}

function toRow(
  { login, name, role, roleCheckedAt: checkedAt, sessions }: PersonLine,
  owns: OwnedPolicies | null,
): PersonRow {
  const known = ROLES.find((one) => one === role) ?? 'none'
  return {
    login,
    name,
    role,
    roleCheckedAt: checkedAt,
    sessions,
    owns,
    looks: roleAtLeast(known, 'read'),
    drafts: roleAtLeast(known, 'write'),
    administers: roleAtLeast(known, 'admin'),
  }
}

/** Who owns what by CODEOWNERS at the tip; null for everybody when GitHub does not say who is in the teams. */
async function readOwnership({
  ctx,
  opened,
}: SettingsVisit): Promise<(login: string) => OwnedPolicies | null> {
  const { mirror, app } = opened
  const history = await trackedHistory(opened)
  const position = history.index.positionOf(history.tip)
  const { policies } = await listPolicies(mirror, history.index, { commit: history.tip, position })
  const teams = await answerWithin(findTeamMembers(app, teamsOf(policies), ctx.now), PATIENCE_MS)
  if (teams === null || !teams.known) return () => null
  const { members } = teams
  return (login) =>
    ownedPolicies(
      policies,
      login,
      (team) => members.get(team.toLowerCase())?.has(login.toLowerCase()) === true,
    )
}

function approving(owns: OwnedPolicies | null, writes: boolean): string {
  if (owns === null) return 'GitHub does not say at the moment who is in the owner teams.'
  if (owns.policies === 0) return 'You are on no line of CODEOWNERS that a policy falls under.'
  const what = `Owner of ${countOf(owns.policies, 'policy', 'policies')} through ${owns.through.join(', ')}`
  return writes
    ? `${what}; the approval is given on GitHub.`
    : `${what}, but GitHub counts approvals with write only.`
}
