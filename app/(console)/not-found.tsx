import { HelpLink } from '@/components/ui/help-link'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { routes } from '@/lib/routes'

export default function NotFound() {
  return (
    <>
      <PageHeader title="There is nothing at this address" />
      <section className="panel">
        <PanelEmpty
          title="Not found"
          actions={
            <>
              <LinkButton href={routes.policies()}>All policies</LinkButton>
              <LinkButton href={routes.overview()}>Overview</LinkButton>
            </>
          }
        >
          It may have been moved or deleted, it may not exist at this commit, or the address has a typing
          error. <HelpLink topic="errors/not-found" />
        </PanelEmpty>
      </section>
    </>
  )
}
