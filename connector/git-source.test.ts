import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { scratchRepository, type ScratchRepository } from '@/lib/git/scratch-repository'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { GitSource } from './git-source'
import { proxySettings } from './settings'

const PATH = 'policies/stripe.yaml'
const NOW = new Date('2026-11-24T12:00:00Z')

let remote: ScratchRepository
let source: GitSource
let first: string
beforeAll(async () => {
  remote = await scratchRepository()
})
afterAll(() => remote.remove())
beforeEach(async () => {
  first = await remote.commit({ files: { [PATH]: 'one' }, from: null })
  await remote.commit({ files: { [PATH]: 'two' } })
  await remote.commit({ branch: 'next', files: { [PATH]: 'next' }, from: null })
  const git = { url: remote.url, ref: 'main', path: PATH, tokenFile: null }
  const proxy = proxySettings.parse({
    name: 'stripe-prod',
    path: 'stripe.yaml',
    mode: 'git',
    engine: 'lockstep',
    config: '/etc/policy.yaml',
    events: '/var/events',
    environment: 'prod',
    git,
  })
  source = new GitSource(temporaryFolder(), proxy, git)
})

const settings = (text: string) => remote.commit({ files: { '.lockstep.yaml': text } })
const pin = (commit: string, until: string, proxy = 'stripe-prod') =>
  `pins: [{ proxy: ${proxy}, commit: ${commit}, reason: INC-1, until: ${until} }]`

async function read(): Promise<string | undefined> {
  return (await source.read(NOW))?.bytes.toString()
}

describe('a proxy that fetches its policy by itself', () => {
  it('runs the head of its branch, and what follows it', async () => {
    expect(await read()).toBe('two')
    await remote.commit({ files: { [PATH]: 'three' } })
    expect(await read()).toBe('three')
  })

  it('is held by a pin until the pin ends or is taken away', async () => {
    await settings(pin(first, '2026-11-25'))
    expect(await read()).toBe('one')
    await settings(pin(first, '2026-11-24'))
    expect(await read()).toBe('two')
    await settings(pin(first, '2026-11-25'))
    await settings('{}')
    expect(await read()).toBe('two')
  })

  it('is not held by the pin of another proxy', async () => {
    await settings(pin(first, '2026-11-25', 'stripe-test'))
    expect(await read()).toBe('two')
  })

  it('gets nothing, and says why, when the pinned commit is not there', async () => {
    await settings(pin('ab'.repeat(20), '2026-11-25'))
    await expect(read()).rejects.toThrow('the pinned commit abababa is not in the history of main')
  })

  it('follows the branch that its environment names, and its own again when none is named or the branch is gone', async () => {
    await settings('environments: { prod: { ref: next }, test: { ref: main } }')
    expect(await read()).toBe('next')
    expect(await read()).toBe('next')
    await remote.git('branch', '-D', 'next')
    await expect(read()).rejects.toThrow('refs/heads/next')
    await settings('environments: { test: { ref: next } }')
    expect(await read()).toBe('two')
  })

  it('keeps to the last good settings while the newest are broken', async () => {
    await settings(pin(first, '2026-11-25'))
    await settings('pins: nonsense')
    expect(await read()).toBe('one')
  })
})
