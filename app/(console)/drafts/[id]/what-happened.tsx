import { RowLink } from '@/components/ui/row-link'
import { Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import type { Mover } from '@/lib/changes/find-movers'
import { routes } from '@/lib/routes'

/** Who changed a file of the draft on the branch, by what, and when: as the forge says, else as the commit states. */
export function WhatHappened({ mover: { commit, change } }: { mover: Mover }) {
  // An answer of the server has its times as text.
  const at = new Date(change?.mergedAt ?? commit.at)
  return (
    <>
      {change === null ? (
        <>
          {commit.committedBy}’s <q>{commit.subject}</q> came{' '}
        </>
      ) : (
        <>
          @{change.draftedBy}’s{' '}
          <RowLink href={routes.change(change.number)}>
            #{change.number} {change.title}
          </RowLink>{' '}
          was merged{change.mergedBy === null ? '' : ` by @${change.mergedBy}`}{' '}
        </>
      )}
      <Time at={at} now={at} show="instant" /> as <Sha sha={commit.sha} />
    </>
  )
}
