import { countOf } from '@/components/ui/format-number'
import { Note } from '@/components/ui/note'
import { Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import type { OthersWork } from '@/lib/changes/find-others'

interface OthersNoteProps {
  readonly others: OthersWork
  readonly now: Date
}

/** What others committed to a branch that Lockstep made: it is theirs, it is kept, and it is part of what is merged. */
export function OthersNote({ others: { isRewritten, commits }, now }: OthersNoteProps) {
  const pushed = `${countOf(commits.length, 'commit')} ${commits.length === 1 ? 'was' : 'were'} pushed to this branch after it was submitted`
  return (
    <Note
      glyph="note"
      tone="drift"
      title={isRewritten ? 'This branch was rewritten after it was submitted.' : `${pushed}.`}
    >
      <p>
        {isRewritten
          ? 'The commit that Lockstep made is no longer part of it. Diff, meaning and owners on this page are of what stands there now.'
          : 'Lockstep leaves what others push as it is. Diff, meaning and owners on this page are with it; what was previewed before submitting was without.'}
      </p>
      <ul>
        {commits.map(({ sha, title, by, at }) => (
          <li key={sha}>
            <Sha sha={sha} copy /> {title} <span className="mid">by {by}</span> <Time at={at} now={now} />
          </li>
        ))}
      </ul>
    </Note>
  )
}
