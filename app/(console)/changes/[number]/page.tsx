import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ChangedFiles } from '@/components/change/detail/changed-files'
import { ChangeSentence } from '@/components/change/detail/change-sentence'
import { WillRunOn } from '@/components/change/detail/will-run-on'
import { FollowUpNote, NotAskedNote, StillDraftNote } from '@/components/change/emergency/follow-up-note'
import { OthersNote } from '@/components/change/others-note'
import { changeSteps } from '@/components/change/pipeline/change-steps'
import { Pipeline } from '@/components/change/pipeline/pipeline'
import { ExternalButton, LinkButton } from '@/components/ui/button'
import { Glyph } from '@/components/ui/glyph'
import { Note } from '@/components/ui/note'
import { PageHeader } from '@/components/ui/page-header'
import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import type { ChangeDetail } from '@/lib/changes/get-change'
import { isSubmitted } from '@/lib/changes/is-submitted'
import { sumEffect } from '@/lib/changes/sum-effect'
import { roleAtLeast } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { forgeRoutes, routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { ChangeAside } from './change-aside'
import { KeepFresh } from './keep-fresh-client'
import { NotSeen } from './not-seen'
import { OldDescription } from './old-description-client'
import { readChange, type ShownChange } from './read-change'
import { RevertButton } from '../revert-button-client'
import { ExposurePanel, RolloutPanel } from '../rollout-panel'
import { toShownFiles } from '../shown-files'

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
  const number = Number(text)
  const read = await readChange(ctx, opened, history, configuration, number)
  const forge = forgeRoutes(opened.environment.GITHUB_URL, opened.repository)
  if (read === null) {
    if (await isSubmitted({ ctx, number })) return <NotSeen number={number} github={forge.pull(number)} />
    notFound()
  }
  const { change, shown } = read
  const github = forge.pull(change.number)
  const base = branchName(opened.repository.ref)
  const look = lookOf(await searchParams)
  const mayWrite = roleAtLeast(ctx.actor.role, 'write')
  return (
    <>
      <PageHeader
        title={<Title change={change} />}
        crumbs={[{ name: 'Changes', href: routes.changes() }]}
        here={`#${change.number}`}
        actions={
          <>
            <LinkButton href={routes.changeEvidence(change.number)}>Evidence</LinkButton>
            {change.mergeSha !== null && mayWrite && (
              <RevertButton commit={change.mergeSha} title={change.title} word="Revert…" isDanger />
            )}
            {change.state === 'open' ? (
              <ExternalButton variant="primary" href={forge.review(change.number)}>
                Review on GitHub
              </ExternalButton>
            ) : (
              <ExternalButton href={github}>Open on GitHub</ExternalButton>
            )}
          </>
        }
      >
        <ChangeSentence {...read} base={base} viewer={ctx.actor.login} now={ctx.now} />
      </PageHeader>
      <Pipeline steps={changeSteps(change, { ...read, rollout: shown?.rollout ?? null }, ctx.now)} />
      <Notes read={read} github={github} mayWrite={mayWrite} now={ctx.now} />
      <div className="grid two">
        <div className="stack">
          {shown !== null && <Enforced read={read} shown={shown} look={look} now={ctx.now} />}
          <What read={read} root={root} look={look} />
          {read.affected !== null && <WillRunOn fleet={read.affected} last={read.last} />}
        </div>
        <ChangeAside read={read} root={root} github={github} mayWrite={mayWrite} now={ctx.now} />
      </div>
      {change.state === 'open' && <KeepFresh number={change.number} />}
    </>
  )
}

/** How the page is looked at; kept in its address. */
interface Look {
  readonly table?: 'rollout'
  readonly files?: 'yaml'
}

function lookOf({ table, files }: Record<string, string | string[] | undefined>): Look {
  return {
    ...(table === 'rollout' ? { table } : {}),
    ...(files === 'yaml' ? { files } : {}),
  }
}

function Title({ change: { title, labels } }: { change: ChangeDetail }) {
  if (!labels.includes(EMERGENCY_LABEL)) return title
  return (
    <>
      {title}{' '}
      <span className="tag deny">
        <Glyph name="emergency" label={null} /> emergency
      </span>
    </>
  )
}

interface NotesProps {
  readonly read: ShownChange
  /** The pull request on GitHub. */
  readonly github: string
  readonly mayWrite: boolean
  readonly now: Date
}

/** What must be known before anything else on the page. */
function Notes({ read, github, mayWrite, now }: NotesProps) {
  const { change, notAsked } = read
  const { number, labels, review, state, others } = change
  const isEmergency = labels.includes(EMERGENCY_LABEL)
  const isOld = state === 'open' && !change.isDescribed
  if (!isEmergency && !isOld && others === null) return null
  return (
    <div className="stack" style={{ marginBottom: 20 }}>
      {isEmergency && state === 'open' && change.draft && <StillDraftNote href={github} />}
      {isEmergency && <FollowUpNote followUp={review.followUp} isClosed={state === 'closed'} now={now} />}
      {isEmergency && state === 'open' && notAsked.length > 0 && <NotAskedNote reviewers={notAsked} />}
      {isOld && <OldDescription number={number} mayWrite={mayWrite} />}
      {others !== null && <OthersNote others={others} now={now} />}
    </div>
  )
}

interface EnforcedProps {
  readonly read: ShownChange
  readonly shown: NonNullable<ShownChange['shown']>
  readonly look: Look
  readonly now: Date
}

function Enforced({ read: { change }, shown, look, now }: EnforcedProps) {
  const { number } = change
  const { table, ...rest } = look
  const hrefs = {
    chart: routes.change(number, rest),
    table: routes.change(number, { ...look, table: 'rollout' }),
  }
  return (
    <>
      <RolloutPanel
        shown={shown}
        name={`#${number}`}
        landing="merge"
        isTable={table === 'rollout'}
        hrefs={hrefs}
        now={now}
      />
      <ExposurePanel shown={shown} landing="merge" now={now} />
    </>
  )
}

function What({ read: { change }, root, look }: { read: ShownChange; root: string; look: Look }) {
  const { number, fromSha, headSha } = change
  if (fromSha === null)
    return (
      <Note glyph="waiting" title="The head is not fetched yet.">
        Its diff appears with the next look at GitHub.
      </Note>
    )
  const { files: view, ...rest } = look
  return (
    <ChangedFiles
      files={toShownFiles(change, root)}
      effect={sumEffect(change.meanings)}
      commits={{ before: fromSha, after: headSha }}
      view={view === 'yaml' ? 'yaml' : 'both'}
      hrefs={{ both: routes.change(number, rest), yaml: routes.change(number, { ...look, files: 'yaml' }) }}
    />
  )
}
