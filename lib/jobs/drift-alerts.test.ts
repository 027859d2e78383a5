import { createServer, type IncomingHttpHeaders } from 'node:http'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { alertFor, queueDriftAlerts, type AlertBody } from '@/lib/fleet/queue-drift-alerts'
import { recordReport } from '@/lib/fleet/record-report'
import { retireProxy } from '@/lib/fleet/retire-proxy'
import {
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from '@/lib/fleet/testing/start-fleet'
import { signatureMatches } from '@/lib/http/webhook-signature'
import { GIVE_UP_MS, sendAlerts } from './send-alerts'

const SECRET = 'a secret of the test'
const START = new Date('2026-11-24T14:00:00Z')
const [ONE, TWO] = [policyText('one'), policyText('two')]

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly body: AlertBody
}

let fleet: TestFleet
let received: Received[] = []
/** What the receiver answers next; 200 when nothing is said. */
let answers: number[] = []
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const bytes = Buffer.concat(chunks)
    received.push({ headers: request.headers, bytes, body: JSON.parse(bytes.toString()) })
    const status = answers.shift() ?? 200
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
  })
})

function address(): string {
  const at = receiver.address()
  if (at === null || typeof at === 'string') throw new Error('the receiver does not listen')
  return `http://127.0.0.1:${at.port}/hook`
}

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  fleet = await startFleet()
  fleet.now = START
  await fleet.push({ [POLICY]: ONE })
})
afterEach(() => {
  received = []
  answers = []
})
afterAll(async () => {
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
  await fleet.close()
})

const minutes = (count: number) => {
  fleet.now = new Date(fleet.now.getTime() + count * 60_000)
}
const queue = () =>
  queueDriftAlerts({ ctx: fleet.system(), parts: fleet.parts, baseUrl: 'https://lockstep.example' })
const send = (url = address()) =>
  sendAlerts({
    ctx: fleet.system(),
    receiver: { url, secret: SECRET },
    signal: new AbortController().signal,
  })
const told = () => received.map(({ body }) => [body.proxy, body.event, body.state])

async function enrol(name: string) {
  const result = await fleet.addProxy({ name, labels: { env: 'prod', team: 'pay' } })
  return { ...result, name }
}

async function runs(proxy: { proxyId: string; name: string }, text: string) {
  const clock = fleet.now.toISOString()
  const delivered = { ...digests(text), path: '/etc/p.yaml', at: clock, source: 'disk', error: null }
  await recordReport({
    ctx: fleet.connector(proxy),
    parts: fleet.parts,
    input: report({
      boot: randomUUID(),
      clock,
      facts: { delivered },
      instances: [instanceRunning(text, fleet.now)],
    }),
  })
}

/** A proxy that runs something that no commit has. */
async function drifted(name: string) {
  const proxy = await enrol(name)
  await runs(proxy, policyText('edited by hand'))
  return proxy
}

/** Leaves nothing for the next test: the proxy is gone and what was queued is sent. */
async function end({ name }: { name: string }) {
  await retireProxy({ ctx: fleet.person('admin'), input: { proxy: name } })
  await queue()
}

describe('what is told', () => {
  it.each([
    ['EDITED', null, 'drift'],
    ['REJECTED', null, 'rejected'],
    ['EDITED', 'EDITED', null],
    ['REJECTED', 'NOT_DELIVERED', 'rejected'],
    ['DID_NOT_RELOAD', 'NOT_DELIVERED', 'drift'],
    ['IN_SYNC', 'EDITED', 'recovered'],
    ['PINNED', 'EDITED', 'recovered'],
    ['IN_SYNC', null, null],
    ['OFFLINE', 'EDITED', null],
    ['NOT_RUNNING', 'EDITED', null],
    ['UNVERIFIED', 'EDITED', null],
    ['ROLLING_OUT', 'EDITED', null],
    ['OFFLINE', null, null],
  ] as const)('of %s after %s: %s', (state, before, event) => {
    expect(alertFor(state, before)).toBe(event)
  })
})

describe('a receiver', () => {
  it('hears of drift once, signed, and of the recovery', async () => {
    const proxy = await drifted('edited')
    await queue()
    await send()
    expect(told()).toEqual([['edited', 'drift', 'edited-outside-git']])
    const [message] = received
    if (message === undefined) throw new Error('nothing was received')
    expect(message.body).toMatchObject({
      environment: 'prod',
      labels: { team: 'pay' },
      policy: POLICY,
      previousState: null,
      desired: { sha256: digests(ONE).sha256 },
      url: 'https://lockstep.example/fleet/edited',
      at: fleet.now.toISOString(),
    })
    const signature = String(message.headers['x-hub-signature-256'])
    expect(signatureMatches(SECRET, message.bytes, signature)).toBe(true)
    expect(signatureMatches('another secret', message.bytes, signature)).toBe(false)
    expect(message.headers).toMatchObject({ 'x-lockstep-event': 'drift', 'content-type': 'application/json' })

    minutes(1)
    expect(await queue()).toBe(0)
    await runs(proxy, ONE)
    await queue()
    await send()
    expect(told().slice(1)).toEqual([['edited', 'recovered', 'in-sync']])
    expect(received[1]?.body.previousState).toBe('edited-outside-git')
    await end(proxy)
  })

  it('hears nothing while a change rolls out, and of who did not get it after the allowance', async () => {
    const proxy = await enrol('slow')
    await runs(proxy, ONE)
    await fleet.push({ [POLICY]: TWO })
    expect(await queue()).toBe(0)
    minutes(3)
    await runs(proxy, ONE)
    await queue()
    await send()
    expect(told()).toEqual([['slow', 'drift', 'not-delivered']])
    await fleet.push({ [POLICY]: ONE })
    await end(proxy)
  })

  it.each([
    ['an error', 500],
    ['a redirect, which is not followed', 302],
  ])('that answers %s is asked again later, with the same id', async (_, status) => {
    const proxy = await drifted(`again-${status}`)
    await queue()
    answers = [status]
    await send()
    await send()
    expect(received).toHaveLength(1)
    minutes(1)
    await send()
    const ids = received.map(({ headers }) => headers['x-lockstep-delivery'])
    expect(ids).toEqual([ids[0], ids[0]])
    minutes(60)
    await send()
    expect(received).toHaveLength(2)
    await end(proxy)
  })

  it('gets the messages of one proxy in their order, and those of others in between', async () => {
    const first = await drifted('ordered')
    await queue()
    answers = [503, 503]
    await send()
    minutes(1)
    await runs(first, ONE)
    expect(await queue()).toBe(1)
    await send()
    const second = await drifted('other')
    await queue()
    await send()
    expect(told()).toEqual([
      ['ordered', 'drift', 'edited-outside-git'],
      ['ordered', 'drift', 'edited-outside-git'],
      ['other', 'drift', 'edited-outside-git'],
    ])
    minutes(1)
    await send()
    expect(told().slice(3)).toEqual([
      ['ordered', 'drift', 'edited-outside-git'],
      ['ordered', 'recovered', 'in-sync'],
    ])
    await end(first)
    await end(second)
  })

  it('that cannot be reached for a day loses the message, on the record and without its address', async () => {
    const proxy = await drifted('lost')
    await queue()
    const unused = 'http://127.0.0.1:1/token'
    await send(unused)
    fleet.now = new Date(fleet.now.getTime() + GIVE_UP_MS)
    await send(unused)
    const { rows } = await fleet.db.pool.query(
      `SELECT attempts, next_try_at, received_at, last_problem FROM alert_message WHERE proxy_id = $1`,
      [proxy.proxyId],
    )
    expect(rows).toEqual([
      { attempts: 2, next_try_at: null, received_at: null, last_problem: 'could not be reached' },
    ])
    await send()
    expect(received).toEqual([])
    await end(proxy)
  })
})
