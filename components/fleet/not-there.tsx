import { HelpLink } from '@/components/ui/help-link'
import { LinkButton } from '@/components/ui/button'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { routes } from '@/lib/routes'

interface NotThereProps {
  readonly name: string
  readonly since: Date
  readonly retiredAt: Date | null
  readonly at: Date
  /** The instant or commit as the address says it. */
  readonly asked: string
}

/** The proxy is on record, but was not registered at that instant. */
export function NotThere({ name, since, retiredAt, at, asked }: NotThereProps) {
  return (
    <>
      <PageHeader title={name} crumbs={[{ name: 'Fleet', href: routes.fleet() }]}>
        Not registered at {formatInstant(at)}.
      </PageHeader>
      <section className="panel" aria-label="What is on record">
        <PanelEmpty
          title="It was not part of the fleet then"
          actions={<LinkButton href={routes.fleet({ at: asked })}>The fleet then</LinkButton>}
        >
          It was registered {formatInstant(since)}
          {retiredAt !== null && `, and was retired ${formatInstant(retiredAt)}`}: what ran there at that
          instant is not known. <HelpLink topic="at-an-instant">How that is known</HelpLink>
        </PanelEmpty>
      </section>
    </>
  )
}
