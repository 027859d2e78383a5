import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Histogram } from '@/components/decision/histogram'
import { AcknowledgeTools } from '@/components/fleet/acknowledge-tools'
import { EvidenceLadder } from '@/components/fleet/evidence-ladder'
import { FourFacts } from '@/components/fleet/four-facts'
import { LogAccountPanel } from '@/components/fleet/log-account'
import { ProxyActions } from '@/components/fleet/proxy-actions'
import { RefusedFiles } from '@/components/fleet/refused-files'
import { RetiredProxy } from '@/components/fleet/retired-proxy'
import { ToolsPanel } from '@/components/fleet/tools-panel'
import { UnmatchedFiles } from '@/components/fleet/unmatched-files'
import { VerdictStrip } from '@/components/fleet/verdict-strip'
import { countOf, formatCount, formatShare } from '@/components/ui/format-number'
import { GlyphWord } from '@/components/ui/glyph'
import { Note } from '@/components/ui/note'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { roleAtLeast, type Context } from '@/lib/context'
import { accountLog } from '@/lib/decisions/account-log'
import { countByInstance } from '@/lib/decisions/count-by-instance'
import { chartDecisions, type DecisionChart } from '@/lib/decisions/chart-decisions'
import { listGapSpans, type GapSpan } from '@/lib/decisions/list-gap-spans'
import { listRefusedFiles } from '@/lib/decisions/list-refused-files'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { getProxy, type ProxyDetail } from '@/lib/fleet/get-proxy'
import { getRegistration } from '@/lib/fleet/get-registration'
import { fleetState } from '@/lib/fleet/states'
import { printable } from '@/lib/policy/describe/sentence'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { helpAddress } from '@/lib/help-topics'
import { routes } from '@/lib/routes'
import { server, trackedHistory, type Server } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { MODES } from '@/lib/wire/terms'
import { ConnectorPanel } from './connector-panel'
import { editedPanel } from './edited-panel'
import { factsOf } from './proxy-rows'
import { Instances, Loads } from './process-panels'
import { ProxyThen } from './proxy-then'
import { exposureOf } from './proxy-exposure'
import { runningDiff } from './running-diff'
import { readAt } from '../search-params'

interface ProxyPageProps {
  params: Promise<{ proxy: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Pick<ProxyPageProps, 'params'>): Promise<Metadata> {
  return { title: (await params).proxy }
}

/** Why is this one different? */
export default async function ProxyPage({ params, searchParams }: ProxyPageProps) {
  const ctx = await requirePerson()
  const opened = await server()
  const at = readAt(await searchParams)
  if (at !== null) return <ProxyThen ctx={ctx} opened={opened} name={(await params).proxy} at={at} />
  const input = { name: (await params).proxy }
  const found = await getProxy({ ctx, parts: fleetParts(opened), input })
  if (found.kind === 'not-found') return retired(ctx, input.name)
  const { proxy } = found
  const history = await trackedHistory(opened)
  const { configuration } = await readConfiguration(opened.mirror.objects, history.tip)
  const policy = relativeToRoot(proxy.policyPath, configuration.root) ?? proxy.policyPath
  const day = { from: new Date(ctx.now.getTime() - 86_400_000), to: new Date(ctx.now.getTime() + 60_000) }
  const [difference, edited, account, refused, chart, gaps, counts, exposure] = await Promise.all([
    runningDiff(opened, proxy, policy),
    editedPanel(ctx, opened, proxy),
    accountLog({ ctx, input: { proxy: proxy.name } }),
    listRefusedFiles({ ctx, input: { proxy: proxy.name } }),
    chartDecisions({ ctx, input: { ...day, proxy: proxy.name } }),
    listGapSpans({ ctx, input: { ...day, proxy: proxy.name } }),
    proxy.instances.length < 2
      ? null
      : countByInstance({
          ctx,
          input: { proxy: proxy.number, instances: proxy.instances.map(({ id }) => id), since: day.from },
        }),
    exposureOf(ctx, proxy),
  ])
  const hrefOf = (commit: string) => routes.policy(policy, { at: commit })
  const { engine, evidence, instances, sentence, state } = proxy
  return (
    <>
      <Header proxy={proxy} policy={policy} now={ctx.now} mayAct={roleAtLeast(ctx.actor.role, 'admin')} />
      <Observing live={proxy.live} observing={proxy.observing} />
      <FourFacts facts={factsOf(proxy, hrefOf, ctx.now)} now={ctx.now}>
        <VerdictStrip
          state={state}
          sentence={sentence}
          allowanceMinutes={Math.round(proxy.allowanceMs / 60_000)}
          exposure={exposure}
          now={ctx.now}
        />
      </FourFacts>
      <div className="under">
        <Instances proxy={proxy} hrefOf={hrefOf} counts={counts} now={ctx.now} />
      </div>
      <div className="grid two under">
        <div className="stack">
          <Unmatched proxy={proxy} opened={opened} now={ctx.now} />
          <RefusedFiles name={proxy.name} refused={refused} now={ctx.now} />
          {edited}
          {difference}
          <Tools proxy={proxy} now={ctx.now} mayAct={roleAtLeast(ctx.actor.role, 'write')} />
          <Loads proxy={proxy} hrefOf={hrefOf} now={ctx.now} />
          <Decisions chart={chart} gaps={gaps} name={proxy.name} now={ctx.now} />
        </div>
        <div className="stack">
          <EvidenceLadder
            evidence={evidence}
            engine={engine}
            reason={instances.find(({ running }) => running?.evidence === evidence)?.running?.reason ?? null}
          />
          <ConnectorPanel proxy={proxy} now={ctx.now} />
          <LogAccountPanel account={account} dropped={proxy.connector.droppedTotal} engine={engine} />
          <Labels labels={{ env: proxy.environment, ...proxy.labels }} />
        </div>
      </div>
    </>
  )
}

/** Only where there are any: processes in its folder of events that nobody is connected for. */
function Unmatched({ proxy, opened, now }: { proxy: ProxyDetail; opened: Server; now: Date }) {
  const { unmatched, engine, environment, connector } = proxy
  if (unmatched.length === 0) return null
  const { LOCKSTEP_URL, CLI_FILE } = opened.environment
  const mode = MODES.find((one) => one === proxy.mode) ?? 'observe'
  const { eventsPath } = connector.host
  const events = typeof eventsPath === 'string' ? eventsPath : null
  return (
    <UnmatchedFiles
      files={unmatched}
      server={LOCKSTEP_URL}
      program={CLI_FILE === undefined ? 'lockstep' : 'node lockstep.mjs'}
      finder={{ mode, engine, environment, events }}
      now={now}
    />
  )
}

interface HeaderProps {
  proxy: ProxyDetail
  policy: string
  now: Date
  mayAct: boolean
}

function Header({ proxy, policy, now, mayAct }: HeaderProps) {
  const { slug, word } = fleetState(proxy.state)
  const { name, state, environment, lastSeenAt, live, count, engine, ref } = proxy
  return (
    <PageHeader
      title={name}
      crumbs={[
        { name: 'Fleet', href: routes.fleet() },
        { name: environment, href: routes.fleet({ env: environment }) },
      ]}
      actions={mayAct && <ProxyActions name={name} policy={policy} />}
    >
      <Link className="q" href={helpAddress(`state/${slug}`)} prefetch={false}>
        <GlyphWord name={slug}>{word}</GlyphWord>
      </Link>
      {live > 1 && state !== 'OFFLINE' && ` · ${count} of ${countOf(live, 'instance')}`} · runs{' '}
      <Link href={routes.policy(policy)} prefetch={false}>
        {policy}
      </Link>{' '}
      · follows {ref} ·{' '}
      {lastSeenAt === null ? (
        'never seen'
      ) : (
        <>
          seen <Time at={lastSeenAt} now={now} />
        </>
      )}{' '}
      · declared: {engine}
    </PageHeader>
  )
}

/** What is linked to from the log stays reachable; only what never was a proxy is not found. */
async function retired(ctx: Context, name: string) {
  const registration = await getRegistration({ ctx, input: { name } })
  if (registration === null || registration.retiredAt === null) notFound()
  return <RetiredProxy name={name} since={registration.since} retiredAt={registration.retiredAt} />
}

/** Whatever it runs: a process that only observes denies nothing. */
function Observing({ live, observing }: { live: number; observing: number }) {
  if (observing === 0) return null
  const who =
    observing === live
      ? 'Observe only: denies nothing.'
      : `${observing} of ${countOf(live, 'instance')}: observe only, denies nothing.`
  return (
    <div style={{ marginBottom: 16 }}>
      <Note tone="drift" glyph="loosens" title={who}>
        What the policy would deny goes through and stands in the log as “would be denied”. Start it without{' '}
        <code>--observe-only</code> to enforce.
      </Note>
    </div>
  )
}

function Tools({ proxy, now, mayAct }: { proxy: ProxyDetail; now: Date; mayAct: boolean }) {
  const { tools, name, engine } = proxy
  const open = tools.changes.filter(({ list }) => list.acknowledgedAt === null).map(({ list }) => list.id)
  return (
    <ToolsPanel
      history={tools}
      engine={engine}
      now={now}
      acknowledge={mayAct && <AcknowledgeTools proxy={name} lists={open} older={tools.isCut} />}
    />
  )
}

interface DecisionsProps {
  chart: DecisionChart
  gaps: readonly GapSpan[]
  name: string
  now: Date
}

function Decisions({ chart, gaps, name, now }: DecisionsProps) {
  const { allowed, wouldDeny, denied, buckets, bucketMs } = chart
  const total = allowed + denied
  const href = routes.decisions({ proxy: name })
  return (
    <Panel
      title="Decisions"
      note={
        <>
          {formatCount(total)} in 24 h ·{' '}
          <span className={denied > 0 ? 'deny' : ''}>
            {formatCount(denied)} denied ({formatShare(denied, total)})
          </span>
          {wouldDeny > 0 && (
            <>
              {' '}
              ·{' '}
              <Link
                className="q drift"
                href={routes.decisions({ proxy: name, result: 'would-deny' })}
                prefetch={false}
              >
                {formatCount(wouldDeny)} would be denied
              </Link>
            </>
          )}
        </>
      }
      more={
        <>
          <Link href={routes.decisions({ proxy: name, table: '1' })} prefetch={false}>
            Table
          </Link>
          <Link href={href} prefetch={false}>
            Open
          </Link>
        </>
      }
    >
      {total === 0 ? (
        <PanelEmpty title="Nothing was decided in 24 h" />
      ) : (
        <Histogram buckets={buckets} bucketMs={bucketMs} now={now} zoomHref={href} gaps={gaps} />
      )}
    </Panel>
  )
}

function Labels({ labels }: { labels: Readonly<Record<string, string>> }) {
  return (
    <Panel title="Labels">
      <p className="row wrap pad" style={{ gap: 8, paddingTop: 4 }}>
        {Object.entries(labels).map(([key, value]) => (
          <span key={key} className="chip">
            {key} <b>{printable(value)}</b>
          </span>
        ))}
      </p>
    </Panel>
  )
}
