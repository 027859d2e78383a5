import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { routes } from '@/lib/routes'

export default function DocNotFound() {
  return (
    <>
      <PageHeader title="The documentation has no such page" />
      <section className="panel">
        <PanelEmpty
          title="Not found"
          actions={<LinkButton href={routes.docs()}>All pages of the documentation</LinkButton>}
        >
          The address has a typing error, or it belongs to another version of Lockstep.
        </PanelEmpty>
      </section>
    </>
  )
}
