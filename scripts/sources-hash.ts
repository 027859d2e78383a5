import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the production build is made from; a change in any of them builds again. */
const APP_SOURCES = [
  'app',
  'components',
  'docs',
  'instrumentation-client.ts',
  'instrumentation.ts',
  'lib',
  'next.config.ts',
  'package-lock.json',
  'policies',
  // A build carries the migrations and refuses a database that has newer ones.
  'prisma/migrations',
  'prisma/schema.prisma',
  'proxy.ts',
  'public',
  'tsconfig.json',
]

/** What the command line is made from. */
export const CLI_SOURCES = [
  'cli',
  'connector',
  'lib',
  'package-lock.json',
  'package.json',
  'proxy',
  'scripts/build-cli.ts',
  'tsconfig.json',
]

const NO_SOURCES = [/\.test\.tsx?$/, /^lib\/db\/generated$/]

/** A hash over names and contents of everything a build is made from, and over Node's major version. */
export function sourcesHash(root: string, sources: readonly string[] = APP_SOURCES): string {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '')
  for (const path of sources.flatMap((path) => filesBelow(root, path))) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Paths relative to the root, in an order that every machine agrees on. */
function filesBelow(root: string, path: string): string[] {
  const absolute = join(root, path)
  if (!existsSync(absolute) || NO_SOURCES.some((pattern) => pattern.test(path))) return []
  if (!statSync(absolute).isDirectory()) return [path]
  const names = readdirSync(absolute).sort()
  return names.flatMap((name) => filesBelow(root, `${path}/${name}`))
}
