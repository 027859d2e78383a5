import { readPage, type ReadPage } from '@/components/docs/read-page'
import { listDocs } from '@/lib/docs/list-docs'
import { KeptAnswers } from '@/lib/kept-answers'
import { processWide } from '@/lib/process-wide'

/** Every page of the documentation, taken apart once: anybody may ask for it, and it changes only while somebody writes it. */
export function readPages(): Promise<readonly ReadPage[]> {
  const read = async () => (await listDocs()).map(readPage)
  if (process.env.NODE_ENV === 'development') return read()
  return processWide('documentation', () => new KeptAnswers<readonly ReadPage[]>(1)).get('', read)
}
