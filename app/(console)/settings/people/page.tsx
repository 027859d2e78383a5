import type { Metadata } from 'next'
import { OwnAccess } from '@/components/settings/own-access'
import { PeopleTable } from '@/components/settings/people-table'
import { SessionTable } from '@/components/settings/session-table'
import { CsvLink } from '@/components/ui/csv-link'
import { countOf } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import { roleAtLeast } from '@/lib/context'
import { explainRole } from '@/lib/people/explain-role'
import { listPeople } from '@/lib/people/list-people'
import { listSessions } from '@/lib/people/list-sessions'
import { roleCheckedAt } from '@/lib/people/role-checked-at'
import type { OwnedPolicies } from '@/lib/repository/owned-policies'
import { apiRoutes } from '@/lib/routes'
import { visitSettings } from '../settings-visit'
import { toPersonRow } from './person-row'
import { readOwnership } from './read-ownership'

export const metadata: Metadata = { title: 'People' }

/** What may I do here and why, where am I signed in; for administrators the same of everybody. */
export default async function PeoplePage() {
  const { ctx, administers, forge, opened } = await visitSettings()
  const { login, role } = ctx.actor
  const [owns, own, people, checkedAt] = await Promise.all([
    readOwnership(ctx, opened),
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
      <Panel
        title="Your sessions"
        note={countOf(sessions.length - others.length, 'browser')}
        more={<CsvLink href={apiRoutes.exportSessions('me')} of="your sessions" />}
      >
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
              <>
                <a href={forge.repository()} rel="noreferrer" data-forge>
                  Change on GitHub
                </a>
                <CsvLink href={apiRoutes.exportPeople()} of="the people" />
              </>
            }
          >
            <PeopleTable
              people={people.people.map((one) => toPersonRow(one, owns(one.login)))}
              now={ctx.now}
            />
            <p className="s mid foot2">
              <b className="b">How it follows:</b> a role of one’s own with read (collaborator or organisation
              member) may look; that a repository is public gives nothing · write may draft and open pull
              requests, as themselves · CODEOWNERS and rulesets decide whose approval counts, never for one’s
              own change; owners on one line are alternatives · admin may come here.
            </p>
          </Panel>
          <Panel
            title="Sessions of others"
            note={countOf(others.length, 'browser')}
            more={
              others.length > 0 && (
                <CsvLink href={apiRoutes.exportSessions('everybody')} of="everybody’s sessions" />
              )
            }
          >
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

function approving(owns: OwnedPolicies | null, writes: boolean): string {
  if (owns === null) return 'GitHub does not say at the moment who is in the owner teams.'
  if (owns.policies === 0) return 'You are on no line of CODEOWNERS that a policy falls under.'
  const what = `Owner of ${countOf(owns.policies, 'policy', 'policies')} through ${owns.through.join(', ')}`
  return writes
    ? `${what}; the approval is given on GitHub.`
    : `${what}, but GitHub counts approvals with write only.`
}
