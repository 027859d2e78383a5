import { LinkButton } from '@/components/ui/button'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { routes } from '@/lib/routes'

interface RetiredProxyProps {
  readonly name: string
  readonly since: Date
  readonly retiredAt: Date
}

/** What the log and the audit trail still link to: the proxy is no part of the fleet any more, and what is kept of it. */
export function RetiredProxy({ name, since, retiredAt }: RetiredProxyProps) {
  // At the second itself it is gone already.
  const lastSecond = new Date(retiredAt.getTime() - 1000).toISOString().slice(0, 19) + 'Z'
  return (
    <>
      <PageHeader title={name} crumbs={[{ name: 'Fleet', href: routes.fleet() }]}>
        Retired {formatInstant(retiredAt)}.
      </PageHeader>
      <section className="panel" aria-label="What is on record">
        <PanelEmpty
          title="It is no part of the fleet any more"
          actions={
            <>
              <LinkButton href={routes.proxyThen(name, lastSecond)}>As it was then</LinkButton>
              <LinkButton href={routes.decisions({ proxy: name })}>Its decisions</LinkButton>
            </>
          }
        >
          It was registered {formatInstant(since)}. Its token counts for nothing since it was retired; what it
          ran and decided is kept.
        </PanelEmpty>
      </section>
    </>
  )
}
