import { countOf } from '@/components/ui/format-number'
import { formatAge } from '@/components/ui/format-time'
import { Time } from '@/components/ui/time'
import type { ChangeDetail } from '@/lib/changes/get-change'
import type { Agreement } from '@/lib/changes/judge-agreement'
import type { RunningNow } from '@/lib/fleet/count-running'
import { fleetState } from '@/lib/fleet/states'
import type { AffectedFleet } from '@/lib/fleet/list-affected'
import { isAddress } from '@/lib/repository/codeowners'
import { type AskedLines, sayAsked } from '../say-asked'
import type { PipelineStep } from './pipeline'

/** How far it came: proxies that should run it, and those proved to. */
interface Rollout {
  readonly figures: {
    readonly total: number
    readonly running: number
    readonly overtaken: number
    readonly waiting: number
  }
  readonly mergedAt: Date
}

type Change = Pick<
  ChangeDetail,
  | 'state'
  | 'draft'
  | 'draftedBy'
  | 'drafted'
  | 'openedAt'
  | 'mergedAt'
  | 'mergedBy'
  | 'closedAt'
  | 'review'
  | 'approval'
  | 'files'
>

/** What is known of a change beside what GitHub says of it. */
interface Known {
  /** Null while the head is not fetched. */
  readonly agreement: Agreement | null
  /** Of emergencies, as the settings name them, where it is one. */
  readonly reviewers: readonly string[]
  readonly rollout: Rollout | null
  /** Who runs it now; null before the merge. */
  readonly running: RunningNow | null
  /** Who would get it by the merge; null afterwards. */
  readonly affected: AffectedFleet | null
}

/** What a change does not wait for: it is done, there is nothing of that kind, or it went on without it. */
const PASSED = new Set<PipelineStep['state']>(['done', 'none', 'missed'])

/** The steps of one change, as GitHub and the fleet say them. At most one is current: the first that is still to come. */
export function changeSteps(change: Change, known: Known, now: Date): PipelineStep[] {
  const steps: PipelineStep[] = [
    ...openedOf(change, now),
    checksOf(change),
    ownersOf(change, known, now),
    mergeOf(change, now),
    runOf(change.state === 'merged', known, now),
  ]
  const first = steps.findIndex((step) => !PASSED.has(step.state))
  return steps.map((step, index) =>
    index > first && step.state === 'waiting' ? Object.assign({}, step, { state: 'todo' as const }) : step,
  )
}

function openedOf({ drafted, draftedBy, openedAt, files }: Change, now: Date): PipelineStep[] {
  const who = `@${draftedBy}`
  const size = countOf(files.length, 'file')
  const opened = <Time at={openedAt} now={now} show="moment" />
  if (drafted === null)
    return [
      {
        key: 'opened',
        title: 'PR opened',
        detail: (
          <>
            {opened} by {who}, {size}
          </>
        ),
        state: 'done',
      },
    ]
  return [
    {
      key: 'drafted',
      title: 'Drafted',
      detail: (
        <>
          <Time at={drafted.startedAt} now={now} show="moment" />, {who}
        </>
      ),
      state: 'done',
    },
    {
      key: 'opened',
      title: 'PR opened',
      detail: (
        <>
          {opened}, {size}
        </>
      ),
      state: 'done',
    },
  ]
}

function checksOf({ review, state }: Change): PipelineStep {
  const { checks } = review
  const required = checks.filter((one) => one.required)
  const counted = required.length > 0 ? required : checks
  const passed = counted.filter((one) => one.state === 'success' || one.state === 'neutral').length
  const failed = counted.filter((one) => one.state === 'failure').length
  const what = required.length > 0 ? ' required' : ''
  const detail =
    checks.length === 0
      ? 'none reported'
      : failed > 0
        ? `${failed} of ${counted.length}${what} failed`
        : `${passed} of ${counted.length}${what} passed`
  const stateOf = (): PipelineStep['state'] => {
    if (checks.length === 0) return 'none'
    if (passed === counted.length) return 'done'
    if (state === 'merged') return 'missed'
    return failed > 0 ? 'stopped' : state === 'open' ? 'waiting' : 'todo'
  }
  return { key: 'checks', title: 'Checks', detail, state: stateOf() }
}

function ownersOf(change: Change, { agreement, reviewers }: Known, now: Date): PipelineStep {
  const { review, approval, state, draft, openedAt } = change
  const key = 'owners'
  const approved = approval?.approvals ?? review.reviews.filter((one) => one.state === 'approved')
  const refused = review.reviews.filter((one) => one.state === 'changes-requested')
  const asked = [...review.requestedPeople, ...review.requestedTeams].map((name) => `@${name}`)
  const names = [...new Set(approved.map(({ login }) => `@${login}`))].join(', ')
  const title = titleOf(agreement, approved.length)
  if (state === 'merged') return { key, title, ...afterMerge(agreement, names) }
  if (refused.length > 0) {
    const detail = `${refused.map(({ login }) => `@${login}`).join(', ')} asks for changes`
    return { key, title, detail, state: 'stopped' }
  }
  if (draft) return { key, title, detail: 'a draft asks nobody yet', state: 'todo' }
  const isOpen = state === 'open'
  // GitHub takes an owner off the list of the asked when they have reviewed.
  const isDone = approved.length > 0 && asked.length === 0
  if (approved.length === 0 && asked.length === 0 && asksNobody(agreement))
    return { key, title, detail: 'no file has an owner', state: 'none' }
  const lines = linesOf(agreement)
  const isUnsure = approved.length > 0 && (review.as === null || lines.waiting.flat().some(isAddress))
  const waits =
    asked.length === 0 ? 'nobody is asked' : `asked ${sayAsked(asked, { ...lines, isUnsure, reviewers })}`
  const age = asked.length > 0 && isOpen ? `${waits}, ${formatAge(openedAt, now)}` : waits
  return {
    key,
    title,
    detail: isDone ? names : [names, age].filter((part) => part !== '').join('; '),
    state: isDone ? 'done' : isOpen ? 'waiting' : 'todo',
  }
}

/** The owners of each file, and each team that a ruleset requires. */
function linesOf(agreement: Agreement | null): Pick<AskedLines, 'waiting' | 'agreed'> {
  const teams = (agreement?.required ?? []).flatMap(({ team, state }) =>
    team === null ? [] : [{ state, owners: [team] }],
  )
  const lines = [...(agreement?.files ?? []), ...teams]
  const of = (isAgreed: boolean) =>
    lines.filter(({ state }) => (state === 'agreed') === isAgreed).map(({ owners }) => owners)
  return { waiting: of(false), agreed: of(true) }
}

/** No file has an owner, and no ruleset requires a team. */
function asksNobody(agreement: Agreement | null): boolean {
  return agreement?.needed === 0 && (agreement.required ?? []).length === 0
}

/** Who agreed before the merge, as far as that is known. */
function afterMerge(agreement: Agreement | null, names: string): Pick<PipelineStep, 'detail' | 'state'> {
  if (names === '')
    return asksNobody(agreement)
      ? { detail: 'no file has an owner', state: 'none' }
      : { detail: 'merged without approval', state: 'missed' }
  const isMissing = agreement?.files.some(({ state }) => state === 'missing') === true
  return { detail: names, state: isMissing ? 'missed' : 'done' }
}

/** By files where it is known as which owner people approved, else by heads. */
function titleOf(agreement: Agreement | null, approvals: number): string {
  const isKnown = agreement !== null && agreement.files.every(({ state }) => state !== 'not-known')
  if (isKnown && agreement.needed > 0)
    return `Approved: ${agreement.agreed} of ${countOf(agreement.needed, 'file')}`
  return approvals === 0 ? 'Owners' : countOf(approvals, 'approval')
}

function mergeOf({ state, mergedAt, mergedBy, closedAt, review }: Change, now: Date): PipelineStep {
  const key = 'merge'
  if (state === 'merged')
    return {
      key,
      title: 'Merged',
      detail: (
        <>
          {mergedAt !== null && <Time at={mergedAt} now={now} show="moment" />}
          {mergedBy !== null && ` by @${mergedBy}`}
        </>
      ),
      state: 'done',
    }
  if (state === 'closed')
    return {
      key,
      title: 'Closed',
      detail: closedAt === null ? 'without a merge' : <Time at={closedAt} now={now} show="moment" />,
      state: 'stopped',
    }
  if (review.mergeState === 'dirty')
    return { key, title: 'Merge', detail: 'conflicts with its branch', state: 'stopped' }
  return { key, title: 'Merge', detail: 'on GitHub', state: 'waiting' }
}

function runOf(isMerged: boolean, { rollout, running, affected }: Known, now: Date): PipelineStep {
  const key = 'run'
  if (!isMerged) {
    const hasNone = affected?.proxies.length === 0 && affected.held.length === 0
    return { key, title: 'Run', detail: sayAffected(affected), state: hasNone ? 'none' : 'todo' }
  }
  if (rollout === null) return { key, title: 'Run', detail: 'its commit is not fetched yet', state: 'todo' }
  const { total, running: ran, overtaken, waiting } = rollout.figures
  if (total === 0) return { key, ...withoutRollout(running) }
  // What ran it once may run something else again.
  const isNow = overtaken === 0 && (running?.kind !== 'counted' || running.running >= ran)
  const title = `${isNow ? 'Running' : 'Ran'} on ${ran} of ${total}`
  if (waiting > 0) {
    const detail = `${countOf(waiting, 'proxy does', 'proxies do')} not, ${formatAge(rollout.mergedAt, now)} after the merge`
    return { key, title, detail, ...laggards(running) }
  }
  if (overtaken > 0) return { key, title, detail: `a later change came first on ${overtaken}`, state: 'done' }
  return { key, title, detail: 'proved on every proxy of these files', state: 'done' }
}

/** On its way, or stopped: a proxy that drifted does not come by itself. */
function laggards(running: RunningNow | null): Pick<PipelineStep, 'state' | 'glyph'> {
  const worst = running?.kind === 'counted' && running.worst !== null ? fleetState(running.worst) : null
  return { state: worst?.kind === 'drift' ? 'stopped' : 'waiting', glyph: worst?.slug }
}

/** Nobody was there at the merge; who came since runs it, or does not. */
function withoutRollout(running: RunningNow | null): Pick<PipelineStep, 'title' | 'detail' | 'state'> {
  if (running?.kind !== 'counted' || running.total === 0)
    return { title: 'Run', detail: 'no proxy uses these files', state: 'none' }
  const title = `Running on ${running.running} of ${running.total}`
  return {
    title,
    detail: 'registered since the merge',
    state: running.running === running.total ? 'done' : 'waiting',
  }
}

function sayAffected(affected: AffectedFleet | null): string {
  if (affected === null) return 'after the merge'
  const { length } = affected.proxies
  if (length === 0 && affected.held.length > 0)
    return `held on ${countOf(affected.held.length, 'proxy', 'proxies')}`
  return length === 0 ? 'no proxy uses these files' : `on ${countOf(length, 'proxy', 'proxies')}`
}
