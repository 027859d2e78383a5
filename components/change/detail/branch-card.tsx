import { countOf, formatCount } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import type { BranchFacts } from '@/lib/changes/find-branch'
import { printable } from '@/lib/policy/describe/sentence'

interface BranchCardProps {
  readonly branch: BranchFacts
  readonly openedBy: string
  /** Lockstep wrote its first commit. */
  readonly isOurs: boolean
}

/** What git says of the branch: how far from the base, and whether anybody signed it. */
export function BranchCard({ branch, openedBy, isOurs }: BranchCardProps) {
  const { name, base, commits, behind, most } = branch
  const counted = (count: number) => (count >= most ? `${formatCount(most)} or more` : formatCount(count))
  return (
    <Panel title="Branch">
      <p className="s mid pt">
        <span className="mono">{printable(name)}</span>, {counted(commits)}{' '}
        {commits === 1 ? 'commit' : 'commits'}, {behind === 0 ? 'level with' : `${counted(behind)} behind`}{' '}
        {base}. Opened by @{openedBy}. {saySigned(branch, isOurs)}
      </p>
    </Panel>
  )
}

function saySigned({ looked, unsigned }: BranchFacts, isOurs: boolean): string {
  if (looked === 0) return ''
  if (unsigned === 0)
    return looked === 1
      ? 'Its commit carries a signature, which Lockstep does not verify.'
      : `Its newest ${countOf(looked, 'commit')} carry signatures, which Lockstep does not verify.`
  if (unsigned < looked)
    return `${formatCount(unsigned)} of its newest ${countOf(looked, 'commit')} are unsigned.`
  return isOurs ? 'Unsigned: GitHub does not sign what is written through its Git Data API.' : 'Unsigned.'
}
