import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { FourFacts } from '@/components/fleet/four-facts'
import { InstanceTable } from '@/components/fleet/instance-table'
import { LoadTable } from '@/components/fleet/load-table'
import { ProxyActions } from '@/components/fleet/proxy-actions'
import { countOf } from '@/components/ui/format-number'
import { GlyphWord } from '@/components/ui/glyph'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { roleAtLeast } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { getProxy, type ProxyDetail } from '@/lib/fleet/get-proxy'
import { fleetState } from '@/lib/fleet/states'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { factsOf, instanceRows, loadRows } from './proxy-rows'

interface ProxyPageProps {
  params: Promise<{ proxy: string }>
}

export async function generateMetadata({ params }: ProxyPageProps): Promise<Metadata> {
  return { title: (await params).proxy }
}

/** Why is this one different? */
export default async function ProxyPage({ params }: ProxyPageProps) {
  const ctx = await requirePerson()
  const opened = await server()
  const found = await getProxy({ ctx, parts: fleetParts(opened), input: { name: (await params).proxy } })
  if (found.kind === 'not-found') notFound()
  const { proxy } = found
  const history = await trackedHistory(opened)
  const { configuration } = await readConfiguration(opened.mirror.objects, history.tip)
  const policy = relativeToRoot(proxy.policyPath, configuration.root) ?? proxy.policyPath
  const { slug, word } = fleetState(proxy.state)
  return (
    <>
      <PageHeader
        title={proxy.name}
        crumbs={[{ name: 'fleet', href: routes.fleet() }]}
        actions={roleAtLeast(ctx.actor.role, 'admin') && <ProxyActions name={proxy.name} />}
      >
        <GlyphWord name={slug}>{word}</GlyphWord> {proxy.sentence}
      </PageHeader>
      <div className="grid two">
        <div className="stack">
          <Panel title="What is known" note={`against ${proxy.ref}`}>
            <FourFacts facts={factsOf(proxy)} now={ctx.now} />
          </Panel>
          <Panel title="Live processes" note={countOf(proxy.instances.length, 'instance')}>
            {proxy.instances.length === 0 ? (
              <PanelEmpty title="No process runs">The next start will be checked.</PanelEmpty>
            ) : (
              <InstanceTable rows={instanceRows(proxy)} now={ctx.now} />
            )}
          </Panel>
          <Panel title="Loads" note="newest first, kept for ever">
            {proxy.loads.length === 0 ? (
              <PanelEmpty title="Nothing was loaded yet" />
            ) : (
              <LoadTable rows={loadRows(proxy)} now={ctx.now} />
            )}
          </Panel>
        </div>
        <div className="stack">
          <Place proxy={proxy} policy={policy} />
          <ConnectorHealth proxy={proxy} now={ctx.now} />
        </div>
      </div>
    </>
  )
}

function Place({ proxy, policy }: { proxy: ProxyDetail; policy: string }) {
  return (
    <Panel title="Where it stands">
      <dl className="kv pad">
        <dt>Policy</dt>
        <dd>
          <Link href={routes.policy(policy)} prefetch={false}>
            {policy}
          </Link>
        </dd>
        <dt>Environment</dt>
        <dd>
          {proxy.environment}, follows {proxy.ref}
        </dd>
        <dt>Delivery</dt>
        <dd>{proxy.mode}</dd>
        <dt>Engine</dt>
        <dd>declared: {proxy.engine}</dd>
        <dt>Decisions</dt>
        <dd>
          <Link href={routes.decisions({ proxy: proxy.name })} prefetch={false}>
            What it decided
          </Link>
        </dd>
      </dl>
    </Panel>
  )
}

function ConnectorHealth({ proxy, now }: { proxy: ProxyDetail; now: Date }) {
  const { connector, lastSeenAt, gaps, unmatched } = proxy
  const bytes = gaps.reduce((sum, gap) => sum + gap.bytes, 0)
  return (
    <Panel title="Connector">
      <dl className="kv pad">
        <dt>Last contact</dt>
        <dd>{lastSeenAt === null ? 'never' : <Time at={lastSeenAt} now={now} />}</dd>
        <dt>Version</dt>
        <dd>{connector.version === '' ? 'not said' : connector.version}</dd>
        <dt>Clock</dt>
        <dd className="num">{connector.clockSkewMs} ms from the server’s</dd>
        <dt>Dropped</dt>
        <dd className="num">{countOf(connector.droppedTotal, 'event')}</dd>
        <dt>Not read</dt>
        <dd className="num">
          {gaps.length === 0 ? '0 bytes' : `${countOf(bytes, 'byte')} in ${countOf(gaps.length, 'gap')}`}
        </dd>
        {connector.secondAt !== null && (
          <>
            <dt>Second connector</dt>
            <dd className="drift">
              another one reported <Time at={connector.secondAt} now={now} />
            </dd>
          </>
        )}
        {unmatched.length > 0 && (
          <>
            <dt>Unmatched</dt>
            <dd className="drift">
              {countOf(unmatched.length, 'process', 'processes')} on this host fit no proxy: name their files
              with --events and --config.
            </dd>
          </>
        )}
      </dl>
    </Panel>
  )
}
