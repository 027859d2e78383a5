import Link from 'next/link'
import { countOf } from '@/components/ui/format-number'
import { formatMoment } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { DescribedCommit } from '@/lib/repository/describe-commits'
import { routes } from '@/lib/routes'

const MOST = 40

interface CommitsBetweenProps {
  /** Newest first; null where it is not known. */
  readonly between: readonly DescribedCommit[] | null
  readonly now: Date
}

/** The changes of policies that lead from one commit to another, newest first. */
export function CommitsBetween({ between, now }: CommitsBetweenProps) {
  return (
    <Panel title="Between them" note={between === null ? undefined : countOf(between.length, 'change')}>
      {between === null ? (
        <PanelEmpty title="Not known">One of the two commits is not on the tracked branch.</PanelEmpty>
      ) : between.length === 0 ? (
        <PanelEmpty title="None">No change of a policy lies between the two.</PanelEmpty>
      ) : (
        <ul className="rows hs">
          {between.slice(0, MOST).map((said) => (
            <Row key={said.commit} said={said} now={now} />
          ))}
          {between.length > MOST && (
            <li className="s dim">
              The {MOST} newest of {between.length} are listed.
            </li>
          )}
        </ul>
      )}
    </Panel>
  )
}

function Row({ said: { commit, title, number, labels, by, at }, now }: { said: DescribedCommit; now: Date }) {
  return (
    <li className="li">
      <Glyph name={labels.includes('emergency') ? 'emergency' : 'merged'} />
      <div className="grow">
        <p className="row">
          <Link
            className="q b trunc"
            href={number === null ? routes.changeByCommit(commit) : routes.change(number)}
            prefetch={false}
            title={title}
          >
            {title}
          </Link>
          <span className="dim num">{number === null ? commit.slice(0, 7) : `#${number}`}</span>
        </p>
        <p className="s mid">{number === null ? `Committed by ${by}` : `Drafted by ${by}`}</p>
        <p className="s dim num">{formatMoment(at, now)}</p>
      </div>
    </li>
  )
}
