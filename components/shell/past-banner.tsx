import Link from 'next/link'
import { formatInstant } from '@/components/ui/format-time'

interface PastBannerProps {
  /** 40 hex. */
  commit: string
  branch: string
  /** Null when a commit or a branch was asked for. */
  instant: Date | null
  /** False for a commit that the tracked branch never had: a pull request, another branch. */
  onBranch: boolean
  /** The same page now. */
  now: string
}

/** Says on every page that it shows something else than the present. */
export function PastBanner({ commit, branch, instant, onBranch, now }: PastBannerProps) {
  const short = commit.slice(0, 7)
  return (
    <div className="past-bar" role="status">
      <span>
        <b className="b">You are looking at {instant === null ? short : formatInstant(instant)}.</b>{' '}
        <span className="mid">
          {onBranch ? (
            <>
              Policies are as of {branch}@<span className="mono">{short}</span>. Editing is off.
            </>
          ) : (
            <>This commit is not on {branch}. Editing is off.</>
          )}
        </span>
      </span>
      <Link className="btn sm" href={now} prefetch={false}>
        Back to now
      </Link>
    </div>
  )
}
