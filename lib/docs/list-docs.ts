import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { DocPage } from './doc-page'
import { errorDocs } from './error-docs'

/** Every page of the documentation, by slug: the files in docs/ and one for each error. There is no other. */
export async function listDocs(): Promise<DocPage[]> {
  const pages = [...(await writtenDocs()), ...errorDocs()]
  return pages.sort((a, b) => (a.slug < b.slug ? -1 : 1))
}

/** The build carries the folder beside server.js (next.config.ts), which is where the app runs. */
async function writtenDocs(): Promise<DocPage[]> {
  const names = await readdir(join(process.cwd(), 'docs'), { recursive: true })
  const files = names.filter((name) => name.endsWith('.md'))
  return Promise.all(
    files.map(async (name) => ({
      slug: name.slice(0, -'.md'.length).split(sep).join('/'),
      text: await readFile(join(process.cwd(), 'docs', name), 'utf8'),
    })),
  )
}
