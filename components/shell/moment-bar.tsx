import { formatInstant } from '@/components/ui/format-time'
import { PastBar } from '@/components/ui/past-bar'

interface MomentBarProps {
  readonly at: Date
  /** The commit that the address asks for, 40 hex; null when it asks for an instant. */
  readonly commit: string | null
  /** Where the branch stood then, 40 hex; null before Lockstep knew it. */
  readonly tip: string | null
  readonly branch: string
  /** What is not known without a tip. */
  readonly unknown?: string
  /** The same page now. */
  readonly now: string
}

/** Says of which instant a page is, and of which commit when the address names one. */
export function MomentBar({ at, commit, tip, branch, unknown, now }: MomentBarProps) {
  const before = `Lockstep did not know ${branch} yet${unknown === undefined ? '' : `: ${unknown}`}.`
  const stood = (
    <>
      Then {branch} was at <span className="mono">{tip?.slice(0, 7)}</span>. Editing is off.
    </>
  )
  if (commit === null)
    return (
      <PastBar what={formatInstant(at)} now={now}>
        {tip === null ? before : stood}
      </PastBar>
    )
  return (
    <PastBar what={`${branch}@${commit.slice(0, 7)}`} now={now}>
      It is known there since {formatInstant(at)}, and this page is of that instant. {tip === null && before}
      {tip !== null && tip !== commit && stood}
    </PastBar>
  )
}
