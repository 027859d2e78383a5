import { HelpLink } from '@/components/ui/help-link'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { routes } from '@/lib/routes'
import { server } from '@/lib/server'
import { currentPerson } from '@/lib/session'

/** Shown with status 403 to somebody who may look, and not at this. Whoever has no role gets `app/forbidden.tsx`, by the layout. */
export default async function Forbidden() {
  const [person, { repository }] = await Promise.all([currentPerson(), server()])
  const role = person.kind === 'person' ? person.ctx.actor.role : 'none'
  return (
    <>
      <PageHeader title="Your role does not allow this page" />
      <section className="panel">
        <PanelEmpty
          title={`You have the role ${role}`}
          actions={<LinkButton href={routes.overview()}>Go to the overview</LinkButton>}
        >
          It is your role on {repository.owner}/{repository.name}, and this page needs more. Roles are given
          on GitHub, by the admins of the repository. <HelpLink topic="errors/role-too-low" />
        </PanelEmpty>
      </section>
    </>
  )
}
