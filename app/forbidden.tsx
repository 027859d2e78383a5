import { Below, StandIn } from '@/components/shell/stand-in'
import { Button, LinkButton } from '@/components/ui/button'
import { apiRoutes, routes } from '@/lib/routes'
import { server } from '@/lib/server'
import { currentAddress, currentPerson } from '@/lib/session'

/** Shown with status 403: no role on the repository at all, or one that is too low for this page. */
export default async function Forbidden() {
  const [person, address, { environment, mirror, repository }] = await Promise.all([
    currentPerson(),
    currentAddress(),
    server(),
  ])
  const name = `${repository.owner}/${repository.name}`
  if (person.kind === 'person') return <RoleTooLow role={person.ctx.actor.role} repository={name} />
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
      <p className="s mid">A role is given on GitHub, by the admins of the repository.</p>
      <a className="btn p wide" href={address}>
        Ask GitHub again
      </a>
      <SignOut />
    </StandIn>
  )
}

function RoleTooLow({ role, repository }: { role: string; repository: string }) {
  return (
    <StandIn title="Your role does not allow this page">
      <p className="mid">
        You have the role <b className="b">{role}</b> on <span className="mono">{repository}</span>, and this
        page needs more. Roles are given on GitHub, by the admins of the repository.
      </p>
      <LinkButton variant="primary" className="wide" href={routes.overview()}>
        Go to the overview
      </LinkButton>
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
