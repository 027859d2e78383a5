import { countOf } from '@/components/ui/format-number'
import { formatAge } from '@/components/ui/format-time'
import { Time } from '@/components/ui/time'
import type { ChangeDetail } from '@/lib/changes/get-change'
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
  | 'openedAt'
  | 'mergedAt'
  | 'mergedBy'
  | 'closedAt'
  | 'review'
  | 'approval'
  | 'files'
  | 'owners'
>

/** The steps of one change, as GitHub and the fleet say them. At most one is current: the first that is not done. */
export function changeSteps(change: Change, rollout: Rollout | null, now: Date): PipelineStep[] {
  const { state, draftedBy, openedAt, files } = change
  const isMerged = state === 'merged'
  const steps: PipelineStep[] = [
    {
      key: 'opened',
      title: 'Drafted, opened',
      detail: (
        <>
          @{draftedBy}, <Time at={openedAt} now={now} show="moment" />, {countOf(files.length, 'file')}
        </>
      ),
      state: 'done',
    },
    checksOf(change),
    ownersOf(change),
    mergeOf(change, now),
    runOf(isMerged, rollout, now),
  ]
  const first = steps.findIndex((step) => step.state !== 'done')
  return steps.map((step, index) =>
    index > first && step.state === 'waiting' ? Object.assign({}, step, { state: 'todo' as const }) : step,
  )
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
  const isOver = state === 'merged' || passed === counted.length
  return {
    key: 'checks',
    title: 'Checks',
    detail,
    state: isOver ? 'done' : failed > 0 ? 'stopped' : state === 'open' ? 'waiting' : 'todo',
  }
}

function ownersOf({ review, approval, state, draft }: Change): PipelineStep {
  const approved = approval?.approvals ?? review.reviews.filter((one) => one.state === 'approved')
  const refused = review.reviews.filter((one) => one.state === 'changes-requested')
  const asked = [...review.requestedPeople, ...review.requestedTeams].map((name) => `@${name}`)
  const names = [...new Set(approved.map(({ login }) => `@${login}`))].join(', ')
  const title = approved.length === 0 ? 'Owners' : countOf(approved.length, 'approval')
  if (state === 'merged') return { key: 'owners', title, detail: names || 'no approval', state: 'done' }
  if (refused.length > 0) {
    const detail = `${refused.map(({ login }) => `@${login}`).join(', ')} asks for changes`
    return { key: 'owners', title, detail, state: 'stopped' }
  }
  if (draft) return { key: 'owners', title, detail: 'a draft asks nobody yet', state: 'todo' }
  const isOpen = state === 'open'
  // GitHub takes an owner off the list of the asked when they have reviewed.
  const isDone = approved.length > 0 && asked.length === 0
  const waits = asked.length === 0 ? 'nobody is asked' : `waits for ${asked.join(', ')}`
  return {
    key: 'owners',
    title,
    detail: isDone ? names : [names, waits].filter((part) => part !== '').join('; '),
    state: isDone ? 'done' : isOpen ? 'waiting' : 'todo',
  }
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

function runOf(isMerged: boolean, rollout: Rollout | null, now: Date): PipelineStep {
  const key = 'run'
  if (!isMerged) return { key, title: 'Run', detail: 'after the merge', state: 'todo' }
  if (rollout === null) return { key, title: 'Run', detail: 'its commit is not fetched yet', state: 'todo' }
  const { total, running, overtaken, waiting } = rollout.figures
  if (total === 0) return { key, title: 'Run', detail: 'no proxy uses these files', state: 'done' }
  const title = overtaken > 0 ? `Ran on ${running} of ${total}` : `Running on ${running} of ${total}`
  if (waiting > 0) {
    const detail = `${countOf(waiting, 'proxy does', 'proxies do')} not, ${formatAge(rollout.mergedAt, now)} after the merge`
    return { key, title, detail, state: 'waiting' }
  }
  const detail =
    overtaken > 0 ? `a later change came first on ${overtaken}` : 'proved on every proxy of these files'
  return { key, title, detail, state: 'done' }
}
