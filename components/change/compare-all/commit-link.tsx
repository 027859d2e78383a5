import Link from 'next/link'
import type { DescribedCommit } from '@/lib/repository/describe-commits'
import { routes } from '@/lib/routes'

/** What brought a commit, as a link: "#412", or the commit that was pushed. */
export function CommitLink({ said: { commit, title, number } }: { said: DescribedCommit }) {
  return number === null ? (
    <Link className="sha" href={routes.changeByCommit(commit)} prefetch={false} title={title}>
      {commit.slice(0, 7)}
    </Link>
  ) : (
    <Link href={routes.change(number)} prefetch={false} title={title}>
      #{number}
    </Link>
  )
}
