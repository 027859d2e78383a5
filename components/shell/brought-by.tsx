import Link from 'next/link'
import type { Bringer } from '@/lib/changes/find-bringer'
import { routes } from '@/lib/routes'

/** What a commit that the branch was never at belongs to: "came with #412". */
export function BroughtBy({ bringer }: { bringer: Bringer | null }) {
  if (bringer === null) return 'came with a pull request or is of another branch'
  if (bringer.kind === 'commit')
    return (
      <>
        came with{' '}
        <Link className="mono" href={routes.changeByCommit(bringer.sha)}>
          {bringer.sha.slice(0, 7)}
        </Link>
      </>
    )
  return (
    <>
      {bringer.isMerged ? 'came with' : 'is of'}{' '}
      <Link href={routes.change(bringer.number)}>#{bringer.number}</Link>
    </>
  )
}
