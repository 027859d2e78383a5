import Link from 'next/link'
import { PageHeader, type Crumb } from '@/components/ui/page-header'
import { routes } from '@/lib/routes'
import { Markdown } from './markdown'
import { folderName, folderSlugs, groupPages } from './page-groups'
import { outlineOf, type ReadPage } from './read-page'
import { resolveLink } from './resolve-link'

interface DocViewProps {
  page: ReadPage
  /** All pages: the neighbours, and what links may lead to. */
  pages: readonly ReadPage[]
}

/** One page with its sections and the pages beside it. */
export function DocView({ page, pages }: DocViewProps) {
  const known = new Set([...pages.map(({ slug }) => slug), ...folderSlugs(pages)])
  return (
    <>
      <PageHeader title={page.title} crumbs={crumbsOf(page.slug)} />
      <div className="docgrid">
        <article className="panel docpage">
          <Markdown blocks={page.body} resolve={(href) => resolveLink(href, page.slug, known)} />
        </article>
        <aside className="docside">
          <Sections page={page} />
          <Neighbours page={page} pages={pages} />
        </aside>
      </div>
    </>
  )
}

/** Where a page hangs: the list of all, and the list of its folder. */
function crumbsOf(slug: string): Crumb[] {
  const all = { name: 'Documentation', href: routes.docs() }
  const folder = slug.includes('/') ? slug.slice(0, slug.indexOf('/')) : undefined
  return folder === undefined ? [all] : [all, { name: folderName(folder), href: routes.docs(folder) }]
}

function Sections({ page }: { page: ReadPage }) {
  const entries = outlineOf(page)
  if (entries.length < 2) return null
  return (
    <nav aria-label="On this page">
      <h2>On this page</h2>
      <ul>
        {entries.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Neighbours({ page, pages }: DocViewProps) {
  const group = groupPages(pages).find((one) => one.pages.includes(page))
  if (group === undefined) return null
  return (
    <nav aria-label={group.name}>
      <h2>{group.name}</h2>
      <ul>
        {group.pages.map(({ slug, title }) => (
          <li key={slug}>
            <Link
              href={routes.docs(slug)}
              prefetch={false}
              aria-current={slug === page.slug ? 'page' : undefined}
            >
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
