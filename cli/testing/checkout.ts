import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { scratchRepository } from '@/lib/git/scratch-repository'
import { CLI_FILE } from '@/scripts/build-cli'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

/** A checkout whose commits were made by real git; each entry of `commits` is the files of one, null removes. */
export interface Checkout {
  readonly folder: string
  /** Commit ids, oldest first. */
  readonly commits: readonly string[]
}

/** A work tree with the given history, the last commit checked out. */
export async function checkout(...commits: Readonly<Record<string, string | null>>[]): Promise<Checkout> {
  const folder = temporaryFolder()
  const repository = await scratchRepository()
  const ids: string[] = []
  for (const files of commits) ids.push(await repository.commit({ files }))
  writeFileSync(join(folder, '.git'), `gitdir: ${repository.gitDir}\n`)
  for (const files of commits) writeFiles(folder, files)
  return { folder, commits: ids }
}

/** Writes files below a folder; null removes. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    if (text === null) rmSync(file)
    else writeFileSync(file, text)
  }
}

/** Runs the built command line in a folder, without the variables of whoever runs the tests. */
export function lockstep(folder: string, args: readonly string[], input = '') {
  const { PATH = '' } = process.env
  const env = { PATH, NODE_ENV: 'test' as const }
  return spawnSync(process.execPath, [CLI_FILE, ...args], { encoding: 'utf8', cwd: folder, input, env })
}
