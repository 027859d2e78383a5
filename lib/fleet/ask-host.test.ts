import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HostAnswer } from '@/lib/wire/host-request'
import type { Mode } from '@/lib/wire/terms'
import { answerHost } from './answer-host'
import { askHost } from './ask-host'
import { CONTENT_MS, keepHostRequests, REQUEST_MS } from './host-requests'
import { readHostFile } from './read-host-file'
import { recordReport } from './record-report'
import { digests, policyText, POLICY, report, startFleet, type TestFleet } from './testing/start-fleet'
import { waitForDesired } from './wait-for-desired'

const START = new Date('2026-11-24T14:00:00Z')
const [WANTED, EDITED] = [policyText('wanted'), policyText('edited')]
let fleet: TestFleet
let count = 0
let proxy: { proxyId: string; name: string }

async function enrol(mode: Mode = 'pull') {
  count += 1
  return fleet.addProxy({ name: `proxy-${count}`, mode })
}

async function reports(who = proxy, protocol = '1.1') {
  const input = report({ boot: randomUUID(), clock: fleet.now.toISOString(), protocol })
  await recordReport({ ctx: fleet.connector(who), parts: fleet.parts, input })
}

const ask = (kind: 'read' | 'restore', role: 'read' | 'write' = 'write', name = proxy.name) =>
  askHost({ ctx: fleet.person(role), parts: fleet.parts, input: { proxy: name, kind } })
const wait = (known: string, seconds: number, only?: 'requests') =>
  waitForDesired({ ctx: fleet.connector(proxy), parts: fleet.parts, input: { known, wait: seconds, only } })
const answer = (more: Partial<HostAnswer> & { request: string }, who = proxy) =>
  answerHost({ ctx: fleet.connector(who), input: { ...content(EDITED), ...more } })
const read = (role: 'read' | 'write' = 'write') =>
  readHostFile({ ctx: fleet.person(role), input: { proxy: proxy.name } })

function content(text: string) {
  const result = 'content' as const
  const base64 = Buffer.from(text).toString('base64')
  return { result, ...digests(text), content: base64, masked: 0, error: null, at: START.toISOString() }
}

async function asked(kind: 'read' | 'restore' = 'read'): Promise<string> {
  const result = await ask(kind)
  if (result.kind !== 'asked') throw new Error(result.kind)
  return result.id
}

beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = START
  await fleet.push({ [POLICY]: WANTED })
})
afterAll(() => fleet.close())
beforeEach(async () => {
  fleet.now = START
  proxy = await enrol()
  await reports()
})

describe('asking a connector', () => {
  it('is for who may write, and is recorded', async () => {
    expect(await ask('read', 'read')).toEqual({ kind: 'forbidden' })
    await asked()
    const where = { subject: proxy.name, action: 'proxy.file-asked' }
    expect(await fleet.db.prisma.auditEvent.findMany({ where })).toMatchObject([{ actorName: 'mara-l' }])
  })

  it('reaches one that waits at once, and one that comes later', async () => {
    const { tag } = { tag: `file-${digests(WANTED).blob}` }
    const waiting = wait(tag, 55)
    const id = await asked()
    expect(await waiting).toMatchObject({
      kind: 'changed',
      answer: { request: { id, kind: 'read', sha256: null }, desired: digests(WANTED) },
    })
    expect(await wait(tag, 0)).toMatchObject({ answer: { request: { id } } })
  })

  it('reaches one that gets its file from elsewhere without the file', async () => {
    const waiting = wait('requests', 55, 'requests')
    const id = await asked('restore')
    expect(await waiting).toMatchObject({
      answer: { request: { id, kind: 'restore', sha256: digests(WANTED).sha256 }, content: null },
    })
  })

  it('does not make a connector that knows no requests ask again and again', async () => {
    await asked()
    const first = await wait('', 0)
    if (first.kind !== 'changed') throw new Error(first.kind)
    expect(await wait(first.answer.tag, 0)).toEqual({ kind: 'unchanged' })
  })

  it('asks once, whoever else asks meanwhile', async () => {
    const id = await asked()
    expect(await asked()).toBe(id)
    expect(await asked('restore')).not.toBe(id)
  })

  it('is refused with what to do while nothing can come of it', async () => {
    const why = async () => {
      const result = await ask('read')
      return result.kind === 'not-possible' ? result.detail : result.kind
    }
    proxy = await enrol()
    expect(await why()).toMatch(/never reported: start it/)
    await reports(proxy, '1.0')
    expect(await why()).toMatch(/speaks protocol 1\.0 and cannot be asked: replace the program/)
    proxy = await enrol()
    await reports()
    expect(await why()).toBe('asked')
    fleet.now = new Date(START.getTime() + 600_000)
    expect(await why()).toMatch(/has not reported for 10 min/)
    expect(await ask('read', 'write', 'nobody')).toEqual({ kind: 'not-found' })
  })

  it('to restore is refused in mode observe, which may be read', async () => {
    proxy = await enrol('observe')
    await reports()
    expect(await ask('restore')).toMatchObject({
      kind: 'not-possible',
      detail: /Mode observe writes nothing/,
    })
    expect(await ask('read')).toMatchObject({ kind: 'asked' })
  })
})

describe('the answer of a connector', () => {
  it('is taken once, from the connector that was asked, and shown to who may write', async () => {
    const request = await asked()
    expect(await answer({ request }, await enrol())).toEqual({ kind: 'not-open' })
    expect(await answer({ request })).toEqual({ kind: 'taken' })
    expect(await answer({ request })).toEqual({ kind: 'not-open' })
    expect((await read()).file).toMatchObject({ state: 'content', text: EDITED, masked: 0 })
    expect((await read('read')).file).toMatchObject({ state: 'content', text: null })
  })

  it('leaves digests and sizes in the trail, and no text', async () => {
    await answer({ request: await asked() })
    const [sent] = await fleet.db.prisma.auditEvent.findMany({
      where: { subject: proxy.name, action: 'proxy.file-sent' },
    })
    expect(sent?.detail).toMatchObject({
      bytes: EDITED.length,
      sha256: digests(EDITED).sha256,
      askedBy: 'mara-l',
    })
    expect(JSON.stringify(sent)).not.toContain('edited')
  })

  it('must be text, must be what its digest says unless secrets were masked, and must fit the question', async () => {
    const request = await asked()
    const bytes = Buffer.from([0xff, 0xfe]).toString('base64')
    expect(await answer({ request, content: bytes })).toMatchObject({ kind: 'not-valid' })
    expect(await answer({ request, ...digests(WANTED) })).toMatchObject({ kind: 'not-valid' })
    expect(await answer({ request, result: 'restored' })).toMatchObject({ kind: 'not-valid' })
    const restore = await asked('restore')
    expect(await answer({ request: restore })).toEqual({ kind: 'not-open' })
    expect(await answer({ request, ...digests(WANTED), masked: 1 })).toEqual({ kind: 'taken' })
  })

  it('comes too late after two minutes; the text is gone after a quarter of an hour', async () => {
    const late = await asked()
    fleet.now = new Date(START.getTime() + REQUEST_MS + 1)
    expect(await answer({ request: late })).toEqual({ kind: 'not-open' })
    expect((await read()).file?.state).toBe('silent')
    await reports()
    await answer({ request: await asked() })
    const stored = () =>
      fleet.db.pool.query('SELECT 1 FROM host_request WHERE content IS NOT NULL AND proxy_id = $1', [
        proxy.proxyId,
      ])
    await keepHostRequests(fleet.system(), fleet.parts.requests)
    expect((await stored()).rowCount).toBe(1)
    fleet.now = new Date(fleet.now.getTime() + CONTENT_MS + 1)
    expect((await read()).file).toBeNull()
    await keepHostRequests(fleet.system(), fleet.parts.requests)
    expect((await stored()).rowCount).toBe(0)
  })

  it('keeps one text of a proxy: the next question takes the last one away', async () => {
    await answer({ request: await asked() })
    await asked()
    expect((await read()).file).toMatchObject({ state: 'waiting', text: null })
    const kept = await fleet.db.pool.query(
      'SELECT 1 FROM host_request WHERE content IS NOT NULL AND proxy_id = $1',
      [proxy.proxyId],
    )
    expect(kept.rowCount).toBe(0)
  })

  it('of a refusal says why', async () => {
    const refused = { result: 'refused' as const, content: null, error: 'The file cannot be read: EACCES' }
    await answer({ request: await asked('restore'), ...refused })
    expect((await read()).restore).toMatchObject({ state: 'refused', error: refused.error })
  })
})
