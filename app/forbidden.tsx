import { Below, StandIn } from '@/components/shell/stand-in'
import { Button } from '@/components/ui/button'
import { HelpLink } from '@/components/ui/help-link'
import { apiRoutes } from '@/lib/routes'
import { server } from '@/lib/server'
import { currentAddress, currentPerson } from '@/lib/session'

/** Shown with status 403 to whoever has no role on the repository at all. */
export default async function Forbidden() {
  const [person, address, { environment, mirror, repository }] = await Promise.all([
    currentPerson(),
    currentAddress(),
    server(),
  ])
  const name = `${repository.owner}/${repository.name}`
  const login = person.kind === 'no-role' ? person.login : null
  return (
    <StandIn
      title="You have no role on this repository"
      below={<Below host={new URL(environment.LOCKSTEP_URL).host} contact={mirror.lastContact} />}
    >
      <p className="mid">
        GitHub lists {login === null ? 'you' : <b className="b mono">@{login}</b>} neither as a collaborator
        of <span className="mono">{name}</span> nor as a member with access. If the repository is public, that
        gives nothing here.
      </p>
      <p className="s mid">
        A role is given on GitHub, by the admins of the repository. <HelpLink topic="no-role" inNewTab />
      </p>
      <a className="btn p wide" href={address}>
        Ask GitHub again
      </a>
      <SignOut />
    </StandIn>
  )
}

function SignOut() {
  return (
    <form method="post" action={apiRoutes.signOut()} style={{ textAlign: 'center', marginTop: 12 }}>
      <Button type="submit" variant="ghost" size="small">
        Use another account
      </Button>
    </form>
  )
}
