'use client'

import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { formatInstant } from '@/components/ui/format-time'
import { readInstant } from '@/lib/repository/read-instant'
import { routes } from '@/lib/routes'

/** The branch and its commit; on a page of the past the instant or commit that the address asks for, in slate. Leads to the policies of then. */
export function CommitControl({ tip }: { tip: { branch: string; sha: string } }) {
  const at = useSearchParams().get('at')
  if (at === null || at === '') {
    return (
      <Link className="ctx" href={routes.policies({ at: tip.sha })} prefetch={false} title={tip.sha}>
        <b>{tip.branch}</b>
        <span className="sha">{tip.sha.slice(0, 7)}</span>
      </Link>
    )
  }
  const instant = readInstant(at)
  return (
    <Link className="ctx past" href={routes.policies({ at })} prefetch={false} title={at}>
      {instant === null ? <span className="sha">{at.slice(0, 12)}</span> : <b>{formatInstant(instant)}</b>}
    </Link>
  )
}
