import { LinkButton } from '@/components/ui/button'
import { HelpLink } from '@/components/ui/help-link'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { routes } from '@/lib/routes'

/** For whoever follows a link to a draft: why they do not see what its sender sees. */
export default function DraftNotFound() {
  return (
    <>
      <PageHeader title="You have no draft at this address" />
      <section className="panel">
        <PanelEmpty
          title="A draft is seen by its person only"
          actions={<LinkButton href={routes.changes()}>All changes</LinkButton>}
        >
          It may be somebody else’s, or was discarded. Others see it once it is a pull request; this address
          then leads there. <HelpLink topic="errors/not-found" />
        </PanelEmpty>
      </section>
    </>
  )
}
