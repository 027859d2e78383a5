import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../policies', import.meta.url))

/** Files that stand elsewhere in the seeded repository than in `policies/`. */
const PLACES: Readonly<Record<string, string>> = {
  CODEOWNERS: '.github/CODEOWNERS',
  '.lockstep.yaml': '.lockstep.yaml',
  'README.md': 'README.md',
}

/** The sample repository's current state: text by the path it has in the seeded repository, sorted by path. */
export function readSample(): Map<string, string> {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  const files = names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.ya?ml$/.test(name) || name in PLACES)
    .map((name) => [PLACES[name] ?? `policies/${name}`, readFileSync(join(FOLDER, name), 'utf8')] as const)
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}
