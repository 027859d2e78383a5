import Link from 'next/link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

interface OwnDraft {
  readonly id: string
  readonly title: string
  readonly updatedAt: Date
  readonly paths: readonly string[]
  /** Of these, what others changed on the branch since the draft began. */
  readonly moved?: readonly string[]
}

interface DraftsPanelProps {
  readonly drafts: readonly OwnDraft[]
  readonly now: Date
  /** So many are listed; the rest is on the page of changes. */
  readonly most?: number
}

/** The person's own unsubmitted drafts; left out when there are none. */
export function DraftsPanel({ drafts, now, most = drafts.length }: DraftsPanelProps) {
  if (drafts.length === 0) return null
  return (
    <Panel title="Your drafts" note={String(drafts.length)}>
      <ul className="rows wl">
        {drafts.slice(0, most).map(({ id, title, updatedAt, paths, moved = [] }) => (
          <li key={id}>
            <Link className="q" href={routes.draft(id)} prefetch={false}>
              <Glyph name="draft" />
              <span className="tx">
                <b className="b">{title === '' ? 'Untitled draft' : title}</b>
                <span className="s mid">{paths.length === 0 ? 'No file yet' : paths.join(', ')}</span>
                {moved.length > 0 && (
                  <span className="s drift">
                    {moved.length === 1 ? moved[0] : countOf(moved.length, 'file')} changed since you started
                  </span>
                )}
              </span>
              <span className="s dim num ag">
                <Time at={updatedAt} now={now} show="age" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {drafts.length > most && (
        <p className="s pad">
          <Link href={routes.changes()} prefetch={false}>
            {formatCount(drafts.length - most)} more
          </Link>
        </p>
      )}
    </Panel>
  )
}
