import { instantOf, type Moment } from '@/lib/changes/changes-as-of'
import type { ChangeSource } from '@/lib/changes/draft-parts'
import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import { findRevision, type FoundRevision } from '@/lib/repository/find-revision'
import { readInstant } from '../fleet/search-params'

export type FoundMoment =
  { readonly kind: 'found'; readonly moment: Moment } | Exclude<FoundRevision, { kind: 'found' }>

/**
 * What `?at=` names: an instant, or a commit of the tracked branch, which stands for the time from which the branch had it. An instant from
 * before Lockstep knew the branch is one all the same: the forge says when pull requests were open.
 */
export async function findMoment(
  ctx: Context,
  { mirror, repository }: ChangeSource,
  history: RefHistory,
  text: string,
): Promise<FoundMoment> {
  const source = { mirror, history, ref: repository.ref }
  const instant = readInstant({ at: /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text }, ctx.now)
  const answer = await findRevision({ ctx, source }, instant?.toISOString() ?? text)
  if (instant !== null) {
    const position = answer.kind === 'found' ? answer.revision.position : null
    return { kind: 'found', moment: { at: instant, position } }
  }
  if (answer.kind !== 'found') return answer
  const { position, instant: future } = answer.revision
  // The future is as it is now.
  if (future !== null) return { kind: 'found', moment: { at: ctx.now, position } }
  if (position === null) return { kind: 'unknown' }
  const at = await instantOf(ctx, { mirror, repository }, history, position)
  return at === null
    ? { kind: 'before-first-seen', firstSeenAt: null }
    : { kind: 'found', moment: { at, position } }
}
