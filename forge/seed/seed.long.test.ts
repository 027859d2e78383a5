import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { repositoryNamed } from '@/forge/access/find'
import { openForge } from '@/forge/open-forge'
import { FULL_NAME } from './organisation'
import { seedForge } from './seed'

const NOW = new Date('2026-11-24T14:31:00Z')
const folder = mkdtempSync(join(tmpdir(), 'seed '))
const searchPath = process.env.PATH

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('starts clean after it was killed, and tells the same story to the same clock', async () => {
  const [killed, whole] = [join(folder, 'killed'), join(folder, 'whole')]
  await startAndKill(killed)
  expect(existsSync(join(killed, 'seeding'))).toBe(true)
  for (const dataDirectory of [killed, whole])
    expect(await seedForge({ dataDirectory, now: NOW, history: 'year', searchPath })).toBe('seeded')
  expect(existsSync(join(killed, 'seeding'))).toBe(false)
  const refs = await refsOf(killed)
  expect(refs).toContain('refs/heads/main')
  expect(refs).toBe(await refsOf(whole))
})

async function refsOf(dataDirectory: string): Promise<string> {
  const forge = await openForge(dataDirectory, { searchPath })
  try {
    const { directory } = forge.core.git(repositoryNamed(forge.core, FULL_NAME).id)
    return execFileSync('git', ['--git-dir', directory, 'for-each-ref'], { encoding: 'utf8' })
  } finally {
    forge.close()
  }
}

/** Runs the program until it has told a part of the year, then ends it without warning. */
function startAndKill(data: string): Promise<void> {
  const program = fileURLToPath(new URL('main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('20 %')) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error(`ended with ${code}`)),
    )
  })
}
