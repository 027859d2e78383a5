import Link from 'next/link'
import { Glyph } from '@/components/ui/glyph'
import { Time } from '@/components/ui/time'
import type { AttentionItem } from './attention-item'

/** Things with a next step, one click each. */
export function AttentionList({ items, now }: { items: readonly AttentionItem[]; now: Date }) {
  return (
    <section className="panel" aria-label="What needs a look">
      <ul className="rows att">
        {items.map(({ key, glyph, title, detail, team, since, href }) => (
          <li key={key}>
            <Link className="q" href={href} prefetch={false}>
              <Glyph name={glyph} />
              <span className="tx">
                <b className="b">{title}</b>
                <span className="s mid">{detail}</span>
              </span>
              <span className="s mid tm">{team}</span>
              <span className="s dim num ag">
                <Time at={since} now={now} show="age" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
