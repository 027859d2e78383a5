import { createHash } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildHistory, growHistory } from '@/lib/git/history'
import { ObjectStore } from '@/lib/git/object-store'
import { runGit } from '@/lib/git/run-git'
import { scratchRepository } from '@/lib/git/scratch-repository'
import { createDatabase } from '@/scripts/database/create-database'
import { startDatabase } from '@/scripts/database/start-database'
import { migrate, MIGRATIONS } from '@/scripts/migrate'
import { measureOpenPulls } from './history/open-pulls'
import { measurePolicyAtCommit } from './history/policy-at-commit'
import type { Report } from './main'

const COMMITS = 5000
const FILES = 200

/**
 * History index of 5,000 commits over 200 files. `coldMs`: built from nothing (target ≤ 300). `pushMs`: grown by one
 * push (target ≤ 20). `gitLogMs`: plain `git log --first-parent` of the same history in the same run, for comparison.
 * `policyAtCommitP95Ms`: all that the page of a policy reads of git at any commit of it (target ≤ 100). Then 200 open pull requests:
 * see `measureOpenPulls`.
 */
export async function history(report: Report): Promise<void> {
  const repository = await scratchRepository()
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'))
  // PostgreSQL may run as another user.
  await chmod(folder, 0o777)
  const database = await startDatabase({ directory: join(folder, 'postgres') })
  try {
    await repository.fastImport(importStream())
    const tip = await repository.git('rev-parse', 'refs/heads/main')
    const parent = await repository.git('rev-parse', 'refs/heads/main~1')
    const { gitDir } = repository
    report('coldMs', await median(5, () => buildHistory(gitDir, tip)), 'ms')
    const beforePush = await Promise.all(Array.from({ length: 5 }, () => buildHistory(gitDir, parent)))
    const stores = beforePush.map(() => new ObjectStore(gitDir))
    // As where the app runs already: it has read the tip of before.
    for (const store of stores) await store.readCommit(parent)
    const push = (round: number) => growHistory({ gitDir, objects: stores[round]! }, beforePush[round]!, tip)
    report('pushMs', await median(5, push), 'ms')
    for (const store of stores) store.close()
    const args = ['log', '--first-parent', '--diff-merges=first-parent', '--raw', '--no-abbrev', tip]
    report('gitLogMs', await median(5, () => runGit({ gitDir, args })), 'ms')
    const url = await createDatabase(database.url, 'history')
    await migrate(url, MIGRATIONS)
    await measurePolicyAtCommit(report, { gitDir, directory: join(folder, 'mirror'), url, paths: PATHS })
    await measureOpenPulls(report, url)
  } finally {
    await database.stop()
    await repository.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

async function median(rounds: number, work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now()
    await work(round)
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
}

const PATHS = Array.from({ length: FILES }, (_, file) => `policies/team-${file % 10}/server-${file}.yaml`)

/** A policy of about 1.3 kB with a content of its own. */
function textOf(commit: number, file: number): string {
  const digest = createHash('sha256').update(`${commit}:${file}`).digest('hex')
  const tools = Array.from({ length: 8 }, (_, tool) => {
    const value = Number.parseInt(digest.slice(tool, tool + 3), 16)
    return `  tool_${tool}:\n    rules:\n      - name: "limit ${tool}"\n        conditions:\n          - { path: args.amount, op: lte, value: ${value} }\n`
  })
  return `version: "1"\ndescription: "${digest}"\ndefault: deny\ntools:\n${tools.join('')}`
}

/** One commit adds all files, each later one changes one to three of them. */
function importStream(): string {
  const lines: string[] = []
  for (let commit = 0; commit < COMMITS; commit += 1) {
    const all = Array.from({ length: FILES }, (_, file) => file)
    const some = Array.from({ length: 1 + (commit % 3) }, (_, step) => (commit * 7 + step * 31) % FILES)
    lines.push(
      'commit refs/heads/main',
      `committer A <a@b.example> ${1_600_000_000 + commit * 3600} +0000`,
      'data 6',
      'change',
    )
    for (const file of commit === 0 ? all : some) {
      const content = textOf(commit, file)
      lines.push(`M 100644 inline ${PATHS[file]}`, `data ${content.length}`, content)
    }
  }
  return `${lines.join('\n')}\n`
}
