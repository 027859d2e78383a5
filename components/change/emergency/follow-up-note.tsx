import { Note } from '@/components/ui/note'
import { ExternalButton } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { formatAge, formatInstant } from '@/components/ui/format-time'
import type { FollowUp } from '@/lib/changes/emergency/follow-up'

interface FollowUpNoteProps {
  readonly followUp: FollowUp | null
  /** Not merged and not on its way: nothing is owed. */
  readonly isClosed: boolean
  readonly now: Date
}

/** What is still owed after an emergency, since when it is late, and where it is done. */
export function FollowUpNote({ followUp, isClosed, now }: FollowUpNoteProps) {
  if (isClosed) return null
  if (followUp === null)
    return (
      <Note glyph="emergency" tone="drift" title="No follow-up is known for this emergency.">
        It was not sent by Lockstep, or its issue lost the label <span className="mono">follow-up</span>.
      </Note>
    )
  const { number, url, dueAt, done, points } = followUp
  const left = points === null ? 0 : points.all - points.ticked
  const due = new Date(dueAt)
  const issue = <ExternalButton href={url}>Issue {number}</ExternalButton>
  if (done)
    return (
      <Note glyph="passed" title="The follow-up is done." action={issue}>
        Its issue is closed
        {left > 0 && `, with ${left} of its ${countOf(points?.all ?? 0, 'point')} not ticked`}.
      </Note>
    )
  return (
    <Note glyph="emergency" tone="deny" title={sayDue(due, now)} action={issue}>
      By {formatInstant(due)}.{' '}
      {points !== null && points.all > 0 && `${points.ticked} of ${countOf(points.all, 'point')} done. `}
      On everyone’s overview until its issue is closed.
    </Note>
  )
}

/** Emergency reviewers who do not know of it, because GitHub refused to ask them. */
export function NotAskedNote({ reviewers }: { readonly reviewers: readonly string[] }) {
  return (
    <Note
      glyph="failed"
      tone="deny"
      title={`${reviewers.join(' and ')} ${reviewers.length === 1 ? 'was' : 'were'} not asked: GitHub refused it.`}
    >
      Tell them yourself. GitHub asks only who has access to the repository: check{' '}
      <span className="mono">emergency</span> in <span className="mono">.lockstep.yaml</span>.
    </Note>
  )
}

/** An emergency that asks nobody, because it was opened as a draft and GitHub did not let us end that. */
export function StillDraftNote({ href }: { readonly href: string }) {
  return (
    <Note
      glyph="failed"
      tone="deny"
      title="It is still a draft, so GitHub asks no owner."
      action={<ExternalButton href={href}>Open on GitHub</ExternalButton>}
    >
      Press “Ready for review” at the bottom of the pull request.
    </Note>
  )
}

/** "Follow-up due in 23 h", "Follow-up overdue since 2 h". */
export function sayDue(due: Date, now: Date): string {
  return due >= now
    ? `Follow-up due in ${formatAge(now, due)}`
    : `Follow-up overdue since ${formatAge(due, now)}`
}
