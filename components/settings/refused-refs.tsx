import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import { Time } from '@/components/ui/time'

interface RefusedRefsProps {
  readonly refused: readonly {
    readonly ref: string
    readonly sha: string
    readonly since: Date
    readonly reason: string
  }[]
  readonly now: Date
}

/** Branches and pull requests whose commits git does not take; nothing while there are none. */
export function RefusedRefs({ refused, now }: RefusedRefsProps) {
  return refused.map(({ ref, sha, since, reason }) => (
    <div key={ref} className="foot2">
      <Note glyph="note" tone="drift" title={<>{nameOf(ref)} is left out.</>}>
        {reason} At <span className="mono">{sha.slice(0, 7)}</span> since <Time at={since} now={now} />; all
        others are read. It is read again when it moves. <HelpLink topic="branch-unread" />
      </Note>
    </div>
  ))
}

/** As people call it: `pull request #7`, `branch topic`. */
function nameOf(ref: string): string {
  const pull = /^refs\/pull\/(\d+)\/head$/.exec(ref)?.[1]
  return pull === undefined ? `Branch ${ref.replace(/^refs\/heads\//, '')}` : `Pull request #${pull}`
}
