import Link from 'next/link'
import { routes } from '@/lib/routes'
import { MarkdownLine } from './markdown'
import type { ReadPage } from './read-page'

/** Pages by title, each with its first sentence. */
export function PageList({ pages }: { pages: readonly ReadPage[] }) {
  return (
    <ul className="rows docrows">
      {pages.map(({ slug, title, lead }) => (
        <li key={slug}>
          <Link href={routes.docs(slug)} prefetch={false} className="b">
            {title}
          </Link>
          {lead.length > 0 && (
            <p className="mid s">
              <MarkdownLine inlines={lead} />
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}
