import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EffectCounts } from '@/components/change/effect/effect-counts'
import { FollowUpNote } from '@/components/change/emergency/follow-up-note'
import { MeaningList } from '@/components/change/meaning-list'
import { OthersNote } from '@/components/change/others-note'
import { OwnersList } from '@/components/change/owners-list'
import { changeSteps } from '@/components/change/pipeline/change-steps'
import { Pipeline } from '@/components/change/pipeline/pipeline'
import { ReviewList } from '@/components/change/review-list'
import { ExternalButton, LinkButton } from '@/components/ui/button'
import { FileDiffView } from '@/components/policy/file-diff-view'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Note } from '@/components/ui/note'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import { getChange, type ChangeDetail } from '@/lib/changes/get-change'
import { sumEffect } from '@/lib/changes/sum-effect'
import { roleAtLeast, type Context } from '@/lib/context'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { forgeRoutes, routes } from '@/lib/routes'
import { server, trackedHistory, type Server } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { KeepFresh } from './keep-fresh-client'
import { RevertButton } from '../revert-button-client'
import { readRollout, type ShownRollout } from '../read-rollout'
import { ExposurePanel, RolloutPanel } from '../rollout-panel'

interface ChangePageProps {
  params: Promise<{ number: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Pick<ChangePageProps, 'params'>): Promise<Metadata> {
  return { title: `Change #${(await params).number}` }
}

/** What will it do, what is it waiting for, and who runs it? */
export default async function ChangePage({ params, searchParams }: ChangePageProps) {
  const ctx = await requirePerson()
  const text = (await params).number
  if (!/^\d{1,9}$/.test(text)) notFound()
  const opened = await server()
  const history = await trackedHistory(opened)
  const { configuration } = await readConfiguration(opened.mirror.objects, history.tip)
  const { root } = configuration
  const change = await getChange({ ctx, source: opened, root, number: Number(text) })
  if (change === null) notFound()
  const github = forgeRoutes(opened.environment.GITHUB_URL, opened.repository).pull(change.number)
  const shown = await rolloutOf(ctx, opened, root, change)
  const isTable = (await searchParams).table === 'rollout'
  return (
    <>
      <PageHeader
        title={`${change.title} #${change.number}`}
        crumbs={[{ name: 'Changes', href: routes.changes() }]}
        actions={
          <>
            <LinkButton href={routes.changeEvidence(change.number)}>Evidence</LinkButton>
            {change.mergeSha !== null && roleAtLeast(ctx.actor.role, 'write') && (
              <RevertButton commit={change.mergeSha} title={change.title} />
            )}
            <ExternalButton variant={change.state === 'open' ? 'primary' : 'outline'} href={github}>
              {change.state === 'open' ? 'Review on GitHub' : 'View on GitHub'}
            </ExternalButton>
          </>
        }
      >
        <Summary change={change} now={ctx.now} />
      </PageHeader>
      <Pipeline steps={changeSteps(change, shown?.rollout ?? null, ctx.now)} />
      <Notes change={change} now={ctx.now} />
      <div className="grid two">
        <div className="stack">
          {shown !== null && (
            <Enforced shown={shown} number={change.number} isTable={isTable} now={ctx.now} />
          )}
          <Meaning change={change} />
          {change.files.map((file) => (
            <Panel key={file.path} title={<span className="mono">{file.path}</span>} note={file.status}>
              <FileDiffView diff={file} label={`Diff of ${file.path}`} />
            </Panel>
          ))}
          {change.fromSha === null && (
            <Note glyph="waiting" title="The head is not fetched yet.">
              Its diff appears with the next look at GitHub.
            </Note>
          )}
        </div>
        <div className="stack">
          <Panel title="Owners" note={ownersNote(change)}>
            {change.fromSha === null ? (
              <PanelEmpty title="Not known yet">The head is not fetched yet.</PanelEmpty>
            ) : change.owners.length === 0 ? (
              <PanelEmpty title="No owners file">Nobody has to agree by CODEOWNERS.</PanelEmpty>
            ) : (
              <OwnersList
                rows={change.owners}
                approvedAs={change.approvedAs}
                isOver={change.state !== 'open'}
              />
            )}
          </Panel>
          <Panel
            title="Reviews and checks"
            note={
              <>
                GitHub,{' '}
                {change.refreshedAt.getTime() === 0 ? (
                  'not asked yet'
                ) : (
                  <Time at={change.refreshedAt} now={ctx.now} />
                )}
              </>
            }
          >
            <ReviewList
              reviews={change.review.reviews}
              asked={[...change.review.requestedPeople, ...change.review.requestedTeams]}
              checks={change.review.checks}
            />
          </Panel>
          {change.state === 'merged' && <Merge change={change} now={ctx.now} />}
        </div>
      </div>
      {change.state === 'open' && <KeepFresh number={change.number} />}
    </>
  )
}

/** What must be known before anything else on the page. */
function Notes({ change: { labels, review, state, others }, now }: { change: ChangeDetail; now: Date }) {
  const isEmergency = labels.includes(EMERGENCY_LABEL)
  if (!isEmergency && others === null) return null
  return (
    <div className="stack" style={{ marginBottom: 20 }}>
      {isEmergency && <FollowUpNote followUp={review.followUp} isClosed={state === 'closed'} now={now} />}
      {others !== null && <OthersNote others={others} now={now} />}
    </div>
  )
}

interface EnforcedProps {
  shown: ShownRollout
  number: number
  isTable: boolean
  now: Date
}

function Enforced({ shown, number, isTable, now }: EnforcedProps) {
  const hrefs = { chart: routes.change(number), table: routes.change(number, { table: 'rollout' }) }
  return (
    <>
      <RolloutPanel shown={shown} name={`#${number}`} isTable={isTable} hrefs={hrefs} now={now} />
      <ExposurePanel shown={shown} now={now} />
    </>
  )
}

/** Null before the merge, and while the mirror does not have its commit. */
async function rolloutOf(ctx: Context, opened: Server, root: string, change: ChangeDetail) {
  const { state, mergeSha, mergedAt, files } = change
  if (state !== 'merged' || mergeSha === null) return null
  const paths = files.map(({ path }) => path)
  return readRollout(ctx, opened, root, { commit: mergeSha, mergedAt, paths })
}

function Summary({ change, now }: { change: ChangeDetail; now: Date }) {
  const state = change.draft && change.state === 'open' ? 'Draft pull request' : STATES[change.state]
  const isEmergency = change.labels.includes(EMERGENCY_LABEL)
  return (
    <>
      {isEmergency && (
        <>
          <span className="tag deny">
            <Glyph name="emergency" label={null} /> emergency
          </span>{' '}
        </>
      )}
      {state}, drafted by @{change.draftedBy} <Time at={change.openedAt} now={now} />
      {change.fromSha !== null && (
        <>
          {' · '}
          <EffectCounts effect={sumEffect(change.meanings)} />
        </>
      )}
      {change.review.mergeState === 'dirty' && change.state === 'open' && '. It conflicts with its branch.'}
    </>
  )
}

const STATES = { open: 'Open', closed: 'Closed', merged: 'Merged' } as const

function Meaning({ change }: { change: ChangeDetail }) {
  return change.meanings.map(({ path, meaning }) => (
    <Panel
      key={path}
      title={
        <>
          What it means<span className="sr"> for {path}</span>
        </>
      }
      note={<span className="mono">{path}</span>}
    >
      {meaning.kind === 'compared' ? (
        <MeaningList comparison={meaning.comparison} />
      ) : (
        <p className="s mid pad">{MEANINGS[meaning.kind]}</p>
      )}
    </Panel>
  ))
}

const MEANINGS = {
  added: 'A new file: it decides nothing until a proxy gets it.',
  removed: 'The file is removed: proxies that use it keep their last good one.',
  'not-a-policy': 'One of the two sides is no policy that Intercept would run, so they cannot be compared.',
  'not-compared':
    'Not compared: this change holds more policies than one page compares. Split it, or compare this file on its own.',
} as const

function Merge({
  change: { mergeSha, mergedBy, mergedAt, approval },
  now,
}: {
  change: ChangeDetail
  now: Date
}) {
  return (
    <Panel title="The merge">
      <dl className="kv pad">
        <dt>Commit</dt>
        <dd>{mergeSha === null ? '–' : <Sha sha={mergeSha} copy />}</dd>
        <dt>Merged by</dt>
        <dd>
          {mergedBy === null ? 'not known' : `@${mergedBy}`}{' '}
          {mergedAt !== null && <Time at={mergedAt} now={now} />}
        </dd>
        <dt>Approved by</dt>
        <dd>
          {approval === null
            ? 'not known'
            : approval.approvals.length === 0
              ? 'nobody'
              : approval.approvals.map(({ login }) => `@${login}`).join(', ')}
        </dd>
      </dl>
    </Panel>
  )
}

/** How far the agreement is, as far as it is known. */
function ownersNote({ owners, approvedAs, state }: ChangeDetail): string {
  const source = state === 'open' ? 'predicted from CODEOWNERS of the base; GitHub decides' : 'by CODEOWNERS'
  const owned = owners.filter(({ kind }) => kind === 'owned')
  if (approvedAs === null || owned.length === 0) return source
  const agreed = owned.filter(({ path }) => approvedAs.some((one) => one.path === path))
  return `${agreed.length} of ${countOf(owned.length, 'file', 'files')} agreed, ${source}`
}
