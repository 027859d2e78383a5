import { instantOf } from '@/lib/changes/changes-as-of'
import type { ChangeSource } from '@/lib/changes/draft-parts'
import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import { findMoment, type FoundMoment } from '../find-moment'

/** What `?at=` names for changes: a commit stands for when the forge says that it was merged, else for when the branch was seen with it. */
export function changeMoment(
  ctx: Context,
  { mirror, repository }: ChangeSource,
  history: RefHistory,
  text: string,
): Promise<FoundMoment> {
  return findMoment(ctx, { mirror, history, ref: repository.ref }, text, (position) =>
    instantOf(ctx, { mirror, repository }, history, position),
  )
}
