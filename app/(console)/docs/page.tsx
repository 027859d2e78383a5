import type { Metadata } from 'next'
import { groupPages } from '@/components/docs/page-groups'
import { PageList } from '@/components/docs/page-list'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { readPages } from './read-pages'

export const metadata: Metadata = { title: 'Documentation' }

/** Every page of the documentation that came with this version. */
export default async function DocsPage() {
  const groups = groupPages(await readPages())
  return (
    <>
      <PageHeader title="Documentation">
        It came with this version of Lockstep and describes this one.
      </PageHeader>
      <div className="docgroups">
        {groups.map(({ name, pages }) => (
          <Panel key={name} title={name} note={String(pages.length)}>
            <PageList pages={pages} />
          </Panel>
        ))}
      </div>
    </>
  )
}
