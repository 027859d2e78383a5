import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { askHost } from '@/lib/fleet/ask-host'
import { readHostFile } from '@/lib/fleet/read-host-file'
import { digests, policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { runConnector } from './run-connector'
import { proxySettings, type ProxySettings } from './settings'

let fleet: TestFleet
let server: ConnectorServer
let folder: string
let count = 0
let stop: () => Promise<void>

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet)
  fleet.now = new Date()
  await fleet.push({ [POLICY]: WANTED })
})
afterAll(async () => {
  await server.close()
  await fleet.close()
})
beforeEach(() => {
  count += 1
  folder = mkdtempSync(join(tmpdir(), 'lockstep-answer-'))
  for (const name of ['events', 'state']) mkdirSync(join(folder, name))
})
afterEach(async () => {
  await stop()
  rmSync(folder, { recursive: true, force: true })
})

const WANTED = policyText('wanted')
const live = () => join(folder, 'policy.yaml')
const name = () => `proxy-${count}`

/** Runs a real connector of one proxy until the end of the test, and waits until the server knows it. */
async function connect(more: Partial<ProxySettings>): Promise<void> {
  const stopping = new AbortController()
  const settings = proxySettings.parse({
    name: name(),
    path: 'payments/stripe.yaml',
    engine: 'intercept-2026-03',
    config: live(),
    events: join(folder, 'events'),
    ...more,
  })
  const running = runConnector({
    server: server.url,
    stateDirectory: join(folder, 'state'),
    proxies: [settings],
    key: () => fleet.key(),
    version: '0.1.0',
    signal: stopping.signal,
    say: () => {},
  })
  stop = async () => {
    stopping.abort()
    await running
  }
  await vi.waitFor(async () => expect(await ask('read')).toMatchObject({ kind: 'asked' }), PATIENCE)
}

const PATIENCE = { timeout: 60_000, interval: 30 }

function ask(kind: 'read' | 'restore') {
  fleet.now = new Date()
  return askHost({ ctx: fleet.person('write'), parts: fleet.parts, input: { proxy: name(), kind } })
}

function seen() {
  fleet.now = new Date()
  return readHostFile({ ctx: fleet.person('write'), input: { proxy: name() } })
}

const becomes = (expected: Awaited<ReturnType<typeof seen>> | object) =>
  vi.waitFor(async () => expect(await seen()).toMatchObject(expected), PATIENCE)

describe('a connector that is asked for its file', () => {
  it('sends it as it lies there with what looks like a secret taken out, in mode observe as well', async () => {
    const edited = `${policyText('edited')}# redis://app:hunter2@db:6379\n`
    writeFileSync(live(), edited)
    await connect({ mode: 'observe' })
    await becomes({
      file: {
        state: 'content',
        text: `${policyText('edited')}# redis://…@db:6379\n`,
        masked: 1,
        sha256: digests(edited).sha256,
      },
    })
    expect(readFileSync(live(), 'utf8')).toBe(edited)
  })

  it('says why it cannot', async () => {
    await connect({ mode: 'observe' })
    await becomes({ file: { state: 'refused', error: expect.stringContaining('cannot be read') } })
    writeFileSync(live(), Buffer.from([0xff, 0x00]))
    await ask('read')
    await becomes({ file: { state: 'refused', error: 'The file is no text in UTF-8.' } })
  })

  it('hears it in mode git, which asks the server for nothing else', async () => {
    writeFileSync(live(), policyText('edited'))
    const git = { url: fleet.remote.url, ref: 'main', path: POLICY, tokenFile: null }
    await connect({ mode: 'git', git })
    await becomes({ file: { state: 'content', masked: 0 } })
    expect((await seen()).file?.text).toContain('default: allow')
  })
})

describe('a connector that is asked to restore its file', () => {
  it('writes what git wants in mode pull', async () => {
    writeFileSync(live(), WANTED)
    await connect({ mode: 'pull' })
    await becomes({ file: { state: 'content', text: WANTED } })
    await ask('restore')
    await becomes({ restore: { state: 'restored', sha256: digests(WANTED).sha256 } })
    expect(readFileSync(live(), 'utf8')).toBe(WANTED)
  })

  it('does not write in mode relay what the source would be written over again', async () => {
    const source = join(folder, 'source.yaml')
    writeFileSync(source, policyText('another'))
    await connect({ mode: 'relay', source })
    await ask('restore')
    await becomes({
      restore: { state: 'refused', error: expect.stringContaining('does not hold what git wants') },
    })
    expect(readFileSync(live(), 'utf8')).toBe(policyText('another'))
    writeFileSync(source, WANTED)
    await vi.waitFor(() => expect(readFileSync(live(), 'utf8')).toBe(WANTED), PATIENCE)
    await ask('restore')
    await becomes({ restore: { state: 'restored' } })
  })
})
