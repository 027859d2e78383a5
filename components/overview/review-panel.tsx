import Link from 'next/link'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

interface OpenChange {
  readonly number: number
  readonly title: string
  readonly draftedBy: string
  readonly updatedAt: Date
  /** Logins and teams that GitHub asks for a review. */
  readonly asked: readonly string[]
}

const SHOWN = 8

/** Open pull requests on policies, the latest first. */
export function ReviewPanel({ changes, now }: { changes: readonly OpenChange[]; now: Date }) {
  return (
    <Panel
      title="Waiting for review"
      note={`${changes.length} open`}
      more={
        <Link href={routes.changes()} prefetch={false}>
          All changes
        </Link>
      }
    >
      {changes.length === 0 ? (
        <PanelEmpty title="Nothing waits">Open pull requests that touch policies appear here.</PanelEmpty>
      ) : (
        <ul className="rows wl">
          {changes.slice(0, SHOWN).map(({ number, title, draftedBy, updatedAt, asked }) => (
            <li key={number}>
              <Link className="q" href={routes.change(number)} prefetch={false}>
                <Glyph name="open" />
                <span className="tx">
                  <span>
                    <b className="b">{title}</b> <span className="dim num">#{number}</span>
                  </span>
                  <span className="s mid">
                    Drafted by {draftedBy}
                    {asked.length > 0 && `, asked: ${asked.map((name) => `@${name}`).join(', ')}`}
                  </span>
                </span>
                <span className="s dim num ag">
                  <Time at={updatedAt} now={now} show="age" />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {changes.length > SHOWN && (
        <p className="s dim pad">{countOf(changes.length - SHOWN, 'more')} not shown.</p>
      )}
    </Panel>
  )
}
