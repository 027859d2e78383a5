import { formatInstant } from '@/components/ui/format-time'
import { PastBar } from '@/components/ui/past-bar'
import type { Bringer } from '@/lib/changes/find-bringer'
import { BroughtBy } from './brought-by'

interface PastBannerProps {
  /** 40 hex. */
  commit: string
  branch: string
  /** Null when a commit or a branch was asked for. */
  instant: Date | null
  /** False for a commit that the tracked branch was never at: one of a pull request, also a merged one, or of another branch. */
  onBranch: boolean
  /** What such a commit belongs to; null where that is not known. */
  bringer: Bringer | null
  /** The same page now. */
  now: string
}

/** Says that policies are shown as of another commit than the newest. */
export function PastBanner({ commit, branch, instant, onBranch, bringer, now }: PastBannerProps) {
  const short = commit.slice(0, 7)
  return (
    <PastBar what={instant === null ? short : formatInstant(instant)} now={now}>
      {onBranch ? (
        <>
          Policies are as of {branch}@<span className="mono">{short}</span>. Editing is off.
        </>
      ) : (
        <>
          {branch} was never at this commit: it <BroughtBy bringer={bringer} />. Editing is off.
        </>
      )}
    </PastBar>
  )
}
