import { createHash } from 'node:crypto'
import { buildHistory, growHistory } from '@/lib/git/history'
import { runGit } from '@/lib/git/run-git'
import { scratchRepository } from '@/lib/git/scratch-repository'

const COMMITS = 5000
const FILES = 200

/**
 * History index of 5,000 commits over 200 files. `coldMs`: built from nothing (target ≤ 300). `pushMs`: grown by one
 * push (target ≤ 20). `gitLogMs`: plain `git log --first-parent` of the same history in the same run, for comparison.
 */
export async function history(report: (measure: string, value: number, unit: string) => void): Promise<void> {
  const repository = await scratchRepository()
  try {
    await repository.fastImport(importStream())
    const tip = await repository.git('rev-parse', 'refs/heads/main')
    const parent = await repository.git('rev-parse', 'refs/heads/main~1')
    const { gitDir } = repository
    report('coldMs', await median(5, () => buildHistory(gitDir, tip)), 'ms')
    const beforePush = await Promise.all(Array.from({ length: 5 }, () => buildHistory(gitDir, parent)))
    report('pushMs', await median(5, (round) => growHistory(gitDir, beforePush[round]!, tip)), 'ms')
    const args = ['log', '--first-parent', '--diff-merges=first-parent', '--raw', '--no-abbrev', tip]
    report('gitLogMs', await median(5, () => runGit({ gitDir, args })), 'ms')
  } finally {
    await repository.remove()
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

/** One commit adds all files, each later one changes one to three of them. */
function importStream(): string {
  const path = (file: number) => `policies/team-${file % 10}/server-${file}.yaml`
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
      const content = createHash('sha256').update(`${commit}:${file}`).digest('hex').repeat(20)
      lines.push(`M 100644 inline ${path(file)}`, `data ${content.length}`, content)
    }
  }
  return `${lines.join('\n')}\n`
}
