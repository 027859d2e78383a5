import Link from 'next/link'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

interface OwnDraft {
  readonly id: string
  readonly title: string
  readonly updatedAt: Date
  readonly paths: readonly string[]
}

/** The person's own unsubmitted drafts; left out when there are none. */
export function DraftsPanel({ drafts, now }: { drafts: readonly OwnDraft[]; now: Date }) {
  if (drafts.length === 0) return null
  return (
    <Panel title="Your drafts" note={String(drafts.length)}>
      <ul className="rows wl">
        {drafts.map(({ id, title, updatedAt, paths }) => (
          <li key={id}>
            <Link className="q" href={routes.draft(id)} prefetch={false}>
              <Glyph name="draft" />
              <span className="tx">
                <b className="b">{title === '' ? 'Untitled draft' : title}</b>
                <span className="s mid">{paths.length === 0 ? 'No file yet' : paths.join(', ')}</span>
              </span>
              <span className="s dim num ag">
                <Time at={updatedAt} now={now} show="age" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
