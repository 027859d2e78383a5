import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openMirror } from './mirror'
import { scratchRepository, type ScratchRepository } from './scratch-repository'

const ROUNDS = 25
const SEED = Number(process.env.SEED ?? Date.now() % 100_000)

/** Opens and fetches in a process of its own; says so when the fetch begins. */
const PROGRAM = `
  import { openMirror } from ${JSON.stringify(fileURLToPath(new URL('mirror.ts', import.meta.url)))}
  const [directory, remoteUrl] = process.argv.slice(-2)
  const mirror = await openMirror({ directory, remoteUrl, credential: async () => null, protocols: ['file'] })
  console.log('fetching')
  await mirror.fetch()
  mirror.close()
`

/** Kills it some milliseconds after its fetch began, together with every git it started. */
async function fetchAndDie(directory: string, remoteUrl: string, afterMs: number): Promise<void> {
  const args = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, directory, remoteUrl]
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  await Promise.race([delay(afterMs), once(child, 'exit')])
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  } catch {
    // It was faster and is gone.
  }
}

/** Many branches, so that a fetch spends time on refs as well as on objects. */
async function growRemote(remote: ScratchRepository, round: number): Promise<void> {
  const parts: string[] = []
  for (let branch = 0; branch < 60; branch += 1) {
    parts.push(`commit refs/heads/b-${branch}`, 'committer A <a@b.example> 1700000000 +0000', 'data 1', 'x')
    if (round > 0) parts.push(`from refs/heads/b-${branch}^0`)
    for (let file = 0; file < 20; file += 1) {
      const content = `${round} ${branch} ${file} `.repeat(500)
      parts.push(`M 100644 inline f-${file}.yaml`, `data ${content.length}`, content)
    }
  }
  await remote.fastImport(`${parts.join('\n')}\n`)
}

it(
  `mends itself after kill -9 at any moment of a clone or a fetch (SEED=${SEED})`,
  { timeout: 300_000 },
  async () => {
    const remote = await scratchRepository()
    const directory = await mkdtemp(join(tmpdir(), 'lockstep-kill-'))
    const mirrors = join(directory, 'mirrors')
    let state = SEED
    for (let round = 0; round < ROUNDS; round += 1) {
      state = (state * 1103515245 + 12345) % 2147483648
      if (round % 8 === 0) await rm(mirrors, { recursive: true, force: true })
      await growRemote(remote, round)
      await fetchAndDie(mirrors, remote.url, state % 400)
      const options = { directory: mirrors, remoteUrl: remote.url, credential: () => Promise.resolve(null) }
      const mirror = await openMirror({ ...options, protocols: ['file'] })
      await mirror.fetch()
      const refs = await mirror.refs()
      expect(refs.size).toBe(60)
      for (const [ref, commit] of refs) {
        expect(commit).toBe(await remote.git('rev-parse', ref))
        expect(await mirror.objects.listTree(commit)).toHaveLength(20)
      }
      mirror.close()
      expect(await readdir(mirrors)).toHaveLength(1)
    }
    await remote.remove()
    await rm(directory, { recursive: true, force: true })
  },
)
