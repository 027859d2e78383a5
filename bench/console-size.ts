import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as z from 'zod'
import type { Report } from './main'

const BUILD = '.next'
const MANIFEST = 'page_client-reference-manifest.js'
const PAGES = join(BUILD, 'server', 'app')

/** Next writes these for its own server; only what is read here is asked for. */
const build = z.object({ rootMainFiles: z.array(z.string()) })
const client = z.object({ entryJSFiles: z.record(z.string(), z.array(z.string())) })

/**
 * First-load JavaScript of every page of the last build, gzip at its default level: what the browser fetches before the page listens,
 * without what is imported later. `heaviestKb` is the greatest (target ≤ 250 kB).
 */
export async function consoleSize(report: Report): Promise<void> {
  if (!existsSync(join(BUILD, 'build-manifest.json')))
    throw new Error('There is no build yet: run `npm start` once, then this again.')
  const { rootMainFiles } = build.parse(
    JSON.parse(readFileSync(join(BUILD, 'build-manifest.json'), 'utf8')) as unknown,
  )
  const sizes = new Map<string, number>()
  const sizeOf = (file: string) => {
    const known = sizes.get(file) ?? gzipSync(readFileSync(join(BUILD, file))).byteLength
    sizes.set(file, known)
    return known
  }
  const pages = readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith(MANIFEST),
  )
  let heaviest = 0
  for (const page of pages.sort()) {
    const files = new Set([...rootMainFiles, ...entryFiles(page)])
    const kilobytes = [...files].reduce((sum, file) => sum + sizeOf(file), 0) / 1000
    heaviest = Math.max(heaviest, kilobytes)
    report(routeOf(page), kilobytes, 'kB')
  }
  report('heaviestKb', heaviest, 'kB')
}

/** Chunks of the page itself and of the layouts around it, not of error pages that are fetched when needed. */
function entryFiles(page: string): string[] {
  const text = readFileSync(join(PAGES, page), 'utf8')
  const start = text.indexOf('{', text.indexOf('] ='))
  const { entryJSFiles } = client.parse(JSON.parse(text.slice(start, text.lastIndexOf('}') + 1)) as unknown)
  return Object.entries(entryJSFiles).flatMap(([entry, files]) =>
    /\/(?:page|layout)$/.test(entry) ? files : [],
  )
}

/** `(console)/drafts/[id]/page_…` → `/drafts/[id]`. */
function routeOf(page: string): string {
  const parts = page.split('/').slice(0, -1)
  return `/${parts.filter((part) => !part.startsWith('(')).join('/')}`
}
