import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { Note } from '@/components/ui/note'
import { PageHeader } from '@/components/ui/page-header'
import { getDraft } from '@/lib/changes/get-draft'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { DraftEditor } from './draft-client'

export const metadata: Metadata = { title: 'Draft' }

interface DraftPageProps {
  params: Promise<{ id: string }>
}

/** What exactly will change, in bytes and in meaning, and who must agree? */
export default async function DraftPage({ params }: DraftPageProps) {
  const ctx = await requirePerson('write')
  const opened = await server()
  const draft = await getDraft({ ctx, source: opened, id: (await params).id })
  if (draft === null) notFound()
  if (draft.changeNumber !== null) redirect(routes.change(draft.changeNumber))
  const { configuration } = await readConfiguration(opened.mirror.objects, draft.head)
  const [file] = draft.files
  const path = file?.basePath ?? file?.path ?? ''
  const shown = relativeToRoot(path, configuration.root) ?? path
  const moved = file !== undefined && file.basePath !== null && file.headBlob !== file.baseBlob
  return (
    <>
      <PageHeader title={`Draft of ${shown}`} crumbs={[{ name: 'changes', href: routes.changes() }]}>
        Saved as you type, seen by you alone, on {opened.repository.ref.replace(/^refs\/heads\//, '')}@
        {draft.head.slice(0, 7)}.
      </PageHeader>
      {moved && (
        <Note glyph="note" tone="drift" title="Somebody changed this file on the branch since you started.">
          Your draft is kept; submitting will say so instead of overwriting.
        </Note>
      )}
      {draft.overlapping.map(({ number, title, draftedBy }) => (
        <Note key={number} glyph="open" title={`#${number} ${title}`}>
          by @{draftedBy} is open on the same file.
        </Note>
      ))}
      <DraftEditor draft={draft} />
    </>
  )
}
