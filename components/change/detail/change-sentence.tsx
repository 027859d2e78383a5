import { Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import { formatAge } from '@/components/ui/format-time'
import type { ChangeDetail } from '@/lib/changes/get-change'
import type { Agreement } from '@/lib/changes/judge-agreement'
import type { RunningNow } from '@/lib/fleet/count-running'
import { routes } from '@/lib/routes'
import { sayRunning } from './say-running'
import { sayWaiting } from './say-waiting'

interface ChangeSentenceProps {
  readonly change: ChangeDetail
  readonly agreement: Agreement | null
  /** Short name of the tracked branch. */
  readonly base: string
  /** Who runs it now; null before the merge. */
  readonly running: RunningNow | null
  /** Login of who looks. */
  readonly viewer: string
  readonly now: Date
}

/** Who drafted it and when, what became of it, and what it waits for or who runs it. */
export function ChangeSentence({ change, agreement, base, running, viewer, now }: ChangeSentenceProps) {
  const { state, draftedBy, drafted, openedAt, closedAt } = change
  const who = draftedBy.toLowerCase() === viewer.toLowerCase() ? 'You' : `@${draftedBy}`
  const did = drafted === null ? `${who} opened it on GitHub` : `${who} drafted it`
  if (state === 'merged')
    return (
      <>
        {did} <Time at={drafted?.startedAt ?? openedAt} now={now} show="day" />;{' '}
        <Merged {...{ change, base, now }} /> <b className="b">{sayRunning(running)}</b>
      </>
    )
  if (state === 'closed')
    return (
      <>
        {did} <Time at={drafted?.startedAt ?? openedAt} now={now} show="day" />; closed without a merge
        {closedAt !== null && (
          <>
            {' '}
            <Time at={closedAt} now={now} show="moment" />
          </>
        )}
        .
      </>
    )
  return (
    <>
      {did}; the pull request has been open for {formatAge(openedAt, now)}.{' '}
      <b className="b">{sayWaiting(change, base, agreement)}</b>
    </>
  )
}

function Merged({
  change: { mergeSha, mergedAt },
  base,
  now,
}: Pick<ChangeSentenceProps, 'change' | 'base' | 'now'>) {
  return (
    <>
      merged into {base}
      {mergeSha !== null && (
        <>
          {' as '}
          <Sha sha={mergeSha} href={routes.policies({ at: mergeSha })} />
        </>
      )}
      {mergedAt !== null && (
        <>
          {' '}
          <Time at={mergedAt} now={now} show="moment" /> UTC
        </>
      )}
      .
    </>
  )
}
