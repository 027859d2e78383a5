import { once } from 'node:events'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { diagnose } from '../doctor/diagnose'
import { connectFile, proxySettings, type ProxySettings } from '../settings'

export const POLICY = 'version: "1"\ndefault: deny\n'

/** What the connector keeps of its enrolment. */
export const enrolment = (token: string | null) =>
  JSON.stringify({
    server: 'http://127.0.0.1',
    enrolmentId: '0b9c4a52-6f1b-4a7e-9c1d-2f6f3a1f4b11',
    token,
    tokenExpiresAt: '2027-01-01T00:00:00.000Z',
  })

/** A host on which nothing is wrong. */
export function host() {
  const folder = temporaryFolder()
  const at = (...names: string[]) => join(folder, ...names)
  for (const name of ['live', 'events', 'source', 'state', 'state/proxy']) mkdirSync(at(name))
  writeFileSync(at('live', 'policy.yaml'), POLICY)
  writeFileSync(at('source', 'policy.yaml'), POLICY)
  writeFileSync(at('state', 'proxy', 'enrolment.json'), enrolment('lst_a-token'))
  writeEvents(at('events', 'aaaaaaaa.jsonl'), [{ type: 'heartbeat' }])
  return { at, config: at('live', 'policy.yaml'), events: at('events') }
}
export type Host = ReturnType<typeof host>

/** Appends events of one process to a file. */
export function writeEvents(path: string, events: readonly object[], at = new Date()): void {
  const lines = events.map((event) =>
    JSON.stringify({ ts: at.toISOString(), instance: 'aaaaaaaa', ...event }),
  )
  appendFileSync(path, `${lines.join('\n')}\n`)
}

/** A server that answers /healthz, by a clock that is ahead by so much. */
export async function lockstep({ aheadMs = 0, status = 200 } = {}): Promise<string> {
  const server = createServer((_, response) =>
    response.writeHead(status, { date: new Date(Date.now() + aheadMs).toUTCString() }).end(),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What a connector of it is told about its proxy. */
export function settingsFor(one: Host, more: Partial<ProxySettings> = {}) {
  return proxySettings.parse({
    name: 'proxy',
    path: 'a.yaml',
    mode: 'pull',
    engine: 'intercept-2026-03',
    config: one.config,
    events: one.events,
    ...more,
  })
}

/** The mounts of a host whose one disk is its own. */
export const LOCAL = '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n'

/** What is wrong; `minutes`: how much later somebody looks. */
export async function problems(
  one: Host,
  {
    server,
    mounts = LOCAL,
    minutes = 0,
    ...more
  }: Partial<ProxySettings> & { server?: string; mounts?: string; minutes?: number } = {},
): Promise<string[]> {
  const file = connectFile.parse({ server: server ?? (await lockstep()), proxies: [settingsFor(one, more)] })
  const now = new Date(Date.now() + minutes * 60_000)
  const findings = await diagnose(file, { stateDirectory: one.at('state'), now, mountinfo: mounts })
  for (const { level, next } of findings) expect(next === null).toBe(level === 'ok')
  return findings.filter(({ level }) => level !== 'ok').map(({ what }) => what)
}

/** The only finding says this. */
export const finds = (text: string) => [expect.stringContaining(text)]
