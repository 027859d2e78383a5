import { BranchCard } from '@/components/change/detail/branch-card'
import { ChecksCard } from '@/components/change/detail/checks-card'
import { OwnersCard } from '@/components/change/detail/owners-card'
import { UndoCard } from '@/components/change/detail/undo-card'
import { Panel } from '@/components/ui/panel'
import { sumEffect } from '@/lib/changes/sum-effect'
import { printable } from '@/lib/policy/describe/sentence'
import { relativeToRoot } from '@/lib/repository/policy-path'
import type { ShownChange } from './read-change'

interface ChangeAsideProps {
  readonly read: ShownChange
  readonly root: string
  /** The pull request on GitHub. */
  readonly github: string
  readonly mayWrite: boolean
  readonly now: Date
}

/** Who agrees, what was checked, where it comes from or how it is undone. */
export function ChangeAside({ read, root, github, mayWrite, now }: ChangeAsideProps) {
  const { change, agreement, found, reason, branch, changedSince } = read
  const { review, refreshedAt, state } = change
  return (
    <div className="stack">
      {reason !== null && (
        <Panel title="Reason">
          <p className="s mid pt">{reason.split('\n').map(printable).join(' ')}</p>
        </Panel>
      )}
      <OwnersCard
        agreement={agreement}
        change={change}
        nameOf={(path) => relativeToRoot(path, root) ?? path}
        href={github}
        now={now}
      />
      <ChecksCard
        checks={review.checks}
        found={found}
        effect={sumEffect(change.meanings)}
        head={{ root, commit: change.headSha }}
        isOpen={state === 'open'}
        askedAt={refreshedAt.getTime() === 0 ? null : refreshedAt}
        now={now}
      />
      {branch !== null && (
        <BranchCard branch={branch} openedBy={change.draftedBy} isOurs={change.drafted !== null} />
      )}
      {state === 'merged' && mayWrite && <UndoCard files={change.files.length} changedSince={changedSince} />}
    </div>
  )
}
