import type { Moment } from '@/lib/changes/changes-as-of'
import type { Context } from '@/lib/context'
import { findRevision, type FoundRevision, type RevisionSource } from '@/lib/repository/find-revision'
import { readInstant } from '@/lib/repository/read-instant'

export type FoundMoment =
  /** `commit`: the one that was asked for, 40 hex; null when an instant was. */
  { readonly kind: 'found'; readonly moment: Moment; readonly commit: string | null } | NoMoment

/** Why an address names no moment of the tracked branch. */
export type NoMoment =
  | Exclude<FoundRevision, { kind: 'found' }>
  /** A commit that the tracked branch was never at, as those of a pull request: it stands for no time. */
  | { readonly kind: 'elsewhere'; readonly commit: string; readonly position: null }
  /** The tracked branch has the commit, and since when is not recorded yet. */
  | { readonly kind: 'not-recorded' }

/**
 * What `?at=` names: an instant, or a commit of the tracked branch, which stands for the time from which the branch had it, as `landedAt`
 * knows it. An instant from before Lockstep knew the branch is one all the same: the forge and the fleet have records of their own.
 */
export async function findMoment(
  ctx: Context,
  source: RevisionSource,
  text: string,
  landedAt: (position: number) => Promise<Date | null>,
): Promise<FoundMoment> {
  const answer = await findRevision({ ctx, source }, text)
  const instant = readInstant(text)
  if (instant !== null && answer.kind !== 'future') {
    const position = answer.kind === 'found' ? answer.revision.position : null
    return { kind: 'found', moment: { at: instant, position }, commit: null }
  }
  if (answer.kind !== 'found') return answer
  const { commit, position } = answer.revision
  if (position === null) return { kind: 'elsewhere', commit, position }
  const at = await landedAt(position)
  return at === null ? { kind: 'not-recorded' } : { kind: 'found', moment: { at, position }, commit }
}
