import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { DocView } from '@/components/docs/doc-view'
import { folderName, folderSlugs, groupPages } from '@/components/docs/page-groups'
import { PageList } from '@/components/docs/page-list'
import { PageHeader } from '@/components/ui/page-header'
import { routes } from '@/lib/routes'
import { readPages } from '../read-pages'

interface DocPageProps {
  params: Promise<{ slug: string[] }>
}

export async function generateMetadata({ params }: DocPageProps): Promise<Metadata> {
  const slug = (await params).slug.join('/')
  const page = (await readPages()).find((one) => one.slug === slug)
  return { title: page?.title ?? 'Documentation' }
}

/** One page of the documentation, or the list of a folder. An address is looked up among the known ones and never opened. */
export default async function DocPage({ params }: DocPageProps) {
  const slug = (await params).slug.join('/')
  const pages = await readPages()
  const page = pages.find((one) => one.slug === slug)
  if (page !== undefined) return <DocView page={page} pages={pages} />
  if (!folderSlugs(pages).includes(slug)) notFound()
  const group = groupPages(pages).find(({ folder }) => folder === slug)
  return (
    <>
      <PageHeader title={folderName(slug)} crumbs={[{ name: 'Documentation', href: routes.docs() }]} />
      <section className="panel">
        <PageList pages={group?.pages ?? []} />
      </section>
    </>
  )
}
