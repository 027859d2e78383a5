import { randomUUID } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CHANNEL } from '@/lib/events/notify'
import { openMirror } from '@/lib/git/mirror'
import type { EnrolAnswer, EnrolRequest } from '@/lib/wire/enrol'
import type { ReportRequest } from '@/lib/wire/report'
import { fleetParts } from './fleet-parts'
import { getProxy } from './get-proxy'
import { recordReport } from './record-report'
import {
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from './testing/start-fleet'

type ProxyMode = EnrolRequest['mode']

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(() => fleet.close())

/** Reports that a proxy runs a text. */
function tell(proxy: EnrolAnswer, text: string, more: Partial<ReportRequest> = {}) {
  const at = fleet.now.toISOString()
  const delivered = { ...digests(text), path: '/p.yaml', at, source: 'disk', error: null }
  const instances = [instanceRunning(text, fleet.now)]
  const input = report({ boot: randomUUID(), clock: at, facts: { delivered }, instances, ...more })
  return recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
}

async function detail(name: string, parts = fleet.parts) {
  const found = await getProxy({ ctx: fleet.person('read'), parts, input: { name } })
  if (found.kind !== 'proxy') throw new Error(found.kind)
  return found.proxy
}

/** The state of a new proxy that reports that it runs a text. */
async function stateOf(name: string, text: string, mode: ProxyMode = 'pull'): Promise<string> {
  await tell(await fleet.addProxy({ name, mode }), text)
  return (await detail(name)).state
}

it('a commit that a host has before the mirror is fetched: nothing is called edited that git has, and all else is', async () => {
  await fleet.remote.commit({ files: { [POLICY]: policyText('two') } })
  expect(await stateOf('ahead', policyText('two'))).toBe('IN_SYNC')
  expect(await stateOf('edited', policyText('made here'))).toBe('EDITED')
})

it('a report that waited for the repository takes nothing back that a later start of the connector told', async () => {
  const proxy = await fleet.addProxy({ name: 'restarted' })
  const [first, second] = [randomUUID(), randomUUID()]
  await tell(proxy, policyText('one'), { boot: first })
  await tell(await fleet.addProxy({ name: 'looked' }), policyText('so that the next look has to wait'))
  const late = tell(proxy, policyText('before the start'), { boot: first, seq: 1 })
  fleet.now = new Date(fleet.now.getTime() + 1_000)
  const next = await tell(proxy, policyText('one'), { boot: second, previousBoot: first })
  expect(next).toMatchObject({ kind: 'recorded' })
  await late
  expect(await detail('restarted')).toMatchObject({ delivered: digests(policyText('one')) })
})

it('other replicas are told once of what was fetched, however many reported it', async () => {
  const proxies = await Promise.all(['a', 'b', 'c'].map((name) => fleet.addProxy({ name })))
  await fleet.remote.commit({ files: { [POLICY]: policyText('three') } })
  const heard = await hear(async (soFar) => {
    const results = await Promise.all(proxies.map((proxy) => tell(proxy, policyText('three'))))
    expect(results.map(({ kind }) => kind)).toEqual(proxies.map(() => 'recorded'))
    await expect.poll(() => soFar.some(isOfForge), { timeout: 10_000 }).toBe(true)
  })
  expect(heard.filter(isOfForge)).toHaveLength(1)
})

const isOfForge = (payload: string) => payload.includes('"forge"')

/** The payloads of all events while something is done. */
async function hear(act: (soFar: readonly string[]) => Promise<void>): Promise<string[]> {
  const client = await fleet.db.pool.connect()
  const heard: string[] = []
  const isOver = new Promise<void>((resolve) => {
    client.on('notification', ({ payload = '' }) => (payload === 'over' ? resolve() : heard.push(payload)))
  })
  try {
    await client.query(`LISTEN ${CHANNEL}`)
    await act(heard)
    await client.query('SELECT pg_notify($1, $2)', [CHANNEL, 'over'])
    await isOver
  } finally {
    client.release(true)
  }
  return heard
}

it('a report is taken though the repository cannot be asked, and the next ones of the same content do not wait for it', async () => {
  const path = fileURLToPath(fleet.remote.url)
  await rename(path, `${path}.away`)
  expect(await stateOf('alone', policyText('made there'))).toBe('EDITED')
  await expect.poll(() => fleet.mirror.lastContact).toMatchObject({ answered: false })
  const asked = fleet.mirror.lastContact
  expect(await stateOf('too', policyText('made there'))).toBe('EDITED')
  expect(fleet.mirror.lastContact).toBe(asked)
  await rename(`${path}.away`, path)
})

it('what a host pulled while Lockstep alone could not reach the repository is not called edited until it can', async () => {
  const TEXTS = ['four', 'made while nobody looked', 'made before'].map(policyText)
  const [pulled = '', edited = '', before = ''] = TEXTS
  fleet.now = new Date()
  expect(await stateOf('before', before, 'relay')).toBe('EDITED')
  const path = fileURLToPath(fleet.remote.url)
  await fleet.remote.commit({ files: { [POLICY]: pulled } })
  await rename(path, `${path}.away`)
  await fleet.mirror.fetch().catch(() => undefined)
  fleet.now = new Date()
  expect(await stateOf('pulled', pulled, 'relay')).toBe('UNVERIFIED')
  expect((await detail('pulled')).sentence).toMatch(
    /is not known here yet, as the repository cannot be fetched since/,
  )
  expect(await stateOf('not-pulled', edited, 'relay')).toBe('UNVERIFIED')
  expect(await stateOf('by-lockstep', edited)).toBe('EDITED')
  expect((await detail('before')).state).toBe('EDITED')
  await rename(`${path}.away`, path)
  await fleet.fetch()
  expect((await detail('pulled')).state).toBe('IN_SYNC')
  expect((await detail('not-pulled')).state).toBe('EDITED')
})

it('what a host pulled is not called edited by a server that was started anew meanwhile, and what is known to be in no commit is', async () => {
  const [pulled, before] = [policyText('five'), policyText('made before the start')]
  await fleet.fetch()
  fleet.now = new Date()
  expect(await stateOf('edited-before', before, 'relay')).toBe('EDITED')
  await fleet.fetch()
  const path = fileURLToPath(fleet.remote.url)
  await fleet.remote.commit({ files: { [POLICY]: pulled } })
  await rename(path, `${path}.away`)
  fleet.now = new Date()
  await tell(await fleet.addProxy({ name: 'pulled-before', mode: 'relay' }), pulled)
  const restarted = await openMirror({
    directory: dirname(fleet.mirror.gitDir),
    remoteUrl: fleet.remote.url,
    credential: () => Promise.resolve(null),
    protocols: ['file'],
  })
  const parts = fleetParts({ mirror: restarted, repository: { ref: 'refs/heads/main' } })
  const states = async () => [
    (await detail('pulled-before', parts)).state,
    (await detail('edited-before', parts)).state,
  ]
  try {
    expect(await states()).toEqual(['UNVERIFIED', 'EDITED'])
    await restarted.fetch().catch(() => undefined)
    expect(await states()).toEqual(['UNVERIFIED', 'EDITED'])
    await rename(`${path}.away`, path)
    await restarted.fetch()
    expect(await states()).toEqual(['IN_SYNC', 'EDITED'])
  } finally {
    restarted.close()
  }
})

it('a report is stored though the mirror cannot be read', async () => {
  const proxy = await fleet.addProxy({ name: 'kept' })
  fleet.mirror.close()
  await tell(proxy, policyText('unread')).catch(() => undefined)
  const where = { proxyId_kind: { proxyId: proxy.proxyId, kind: 'delivered' } }
  const fact = await fleet.db.prisma.proxyFact.findUnique({ where })
  expect(fact?.blob).toBe(digests(policyText('unread')).blob)
})
