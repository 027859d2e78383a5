import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { CHANGES_THEN_COLUMNS } from '@/lib/changes/export-changes-then'
import { batchOf } from '@/lib/decisions/testing/open-log'
import { instanceRunning, report } from '@/lib/fleet/testing/start-fleet'
import { addTokenRow } from '@/lib/fleet/testing/token-row'
import type { RouteHandler } from '@/lib/http/route'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { GET as exportChanges } from './changes/route'
import { POST as sendDecisions } from './connector/v1/decisions/route'
import { POST as sendReport } from './connector/v1/reports/route'
import { GET as exportBuckets } from './decisions/buckets/route'
import { GET as exportLog } from './decisions/export/route'
import { GET as exportTopRules } from './decisions/top-rules/route'
import { GET as exportInstances } from './fleet/[proxy]/instances/route'
import { GET as exportLoads } from './fleet/[proxy]/loads/route'
import { GET as exportKeys, POST as makeKey } from './keys/route'
import { GET as exportPeople } from './people/route'
import { GET as exportTests } from './policies/tests/route'
import { GET as exportSessions } from './sessions/route'

const POLICY = `version: "1"
default: deny
tools:
  pay:
    rules:
      - name: cap
        conditions:
          - path: "args.amount"
            op: lte
            value: 500
`
const TESTS = `tests:
  - name: small is allowed
    call: {tool: pay, args: {amount: 5}}
    expect: allow
  - name: large is allowed
    call: {tool: pay, args: {amount: 900}}
    expect: allow
`
const PROXY = 'pay-1'

let test: TestServer
let commit: string

beforeAll(async () => {
  test = await startTestServer()
  const pushed = await test.forge.forge.commitFiles({
    repository: FULL_NAME,
    branch: 'main',
    files: { 'policies/pay.yaml': POLICY, 'policies/pay.test.yaml': TESTS },
    message: 'Cap payments',
    person: 'ana',
    at: new Date('2026-03-03T09:00:00Z'),
  })
  commit = pushed.sha
  await test.server.mirror.fetch()
  const seen = { ref: 'refs/heads/main', old: null, new: commit, seenAt: new Date(), source: 'poll' }
  const { id: repositoryId } = test.server.repository
  await test.server.database.prisma.refUpdate.create({ data: { repositoryId, ...seen } })
  await addProxy()
})
afterAll(() => test.close())

/** A proxy with one process that loaded the policy and denied a call. */
async function addProxy(): Promise<void> {
  const now = new Date()
  const token = await addTokenRow(test.server, PROXY)
  await test.server.database.prisma.proxy.updateMany({ data: { policyPath: 'policies/pay.yaml' } })
  const instance = instanceRunning(POLICY, now)
  const { running } = instance
  const load = { instance: instance.id, at: now.toISOString(), kind: 'startup', result: 'success' }
  const { sha256, blob } = running ?? { sha256: '', blob: '' }
  const loads = [{ ...load, sha256, blob, error: null, evidence: 3 }]
  const body = report({ boot: randomUUID(), clock: now.toISOString(), instances: [instance] })
  await post(sendReport, token, JSON.stringify({ ...body, loads }), 'application/json')
  const denial = { result: 'denied', rule: 'cap', message: 'No.' }
  const call = { ts: now.toISOString(), type: 'tool_call', instance: '988c5aa9', tool: 'pay', ...denial }
  await post(
    sendDecisions,
    token,
    batchOf({ fileId: randomUUID(), lines: [JSON.stringify(call)] }),
    'application/x-ndjson',
  )
}

async function post(route: RouteHandler, token: string, body: string, type: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type }
  const request = new Request('http://lockstep.test/api/connector', { method: 'POST', headers, body })
  const answer = await route(request, { params: Promise.resolve({}) })
  expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([200, ''])
}

async function asked(route: RouteHandler, address: string, login = 'ana'): Promise<Response> {
  const cookie = await test.signIn(login)
  return route(test.request(address, { cookie }), { params: Promise.resolve({ proxy: PROXY }) })
}

async function rowsOf(route: RouteHandler, address: string, login?: string): Promise<unknown[]> {
  const answer = await asked(route, `${address}${address.includes('?') ? '&' : '?'}format=ndjson`, login)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.ndjson"$/)
  return (await answer.text())
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line))
}

describe('a proxy as files', () => {
  it('has each load with the commit that it is of', async () => {
    expect(await rowsOf(exportLoads, `/api/fleet/${PROXY}/loads`)).toMatchObject([
      {
        process: '988c5aa9',
        pid: 4117,
        kind: 'startup',
        result: 'success',
        commit,
        evidence: 3,
        observeOnly: false,
      },
    ])
  })

  it('has each live process with its state, its evidence and what it decided', async () => {
    expect(await rowsOf(exportInstances, `/api/fleet/${PROXY}/instances`)).toMatchObject([
      { process: '988c5aa9', state: 'in-sync', commit, evidence: 3, agent: null },
    ])
  })

  it('is refused where no proxy goes by the name', async () => {
    const cookie = await test.signIn('ana')
    const request = test.request('/api/fleet/nobody/loads', { cookie })
    expect((await exportLoads(request, { params: Promise.resolve({ proxy: 'nobody' }) })).status).toBe(404)
  })
})

describe('a file of what the log holds', () => {
  it.each([
    ['the log', exportLog, '/api/decisions/export'],
    ['the chart', exportBuckets, '/api/decisions/buckets'],
    ['the rules that deny most', exportTopRules, '/api/decisions/top-rules'],
    ['the processes of a proxy', exportInstances, `/api/fleet/${PROXY}/instances`],
  ])('says in a header what it covers: %s', async (_, route, address) => {
    const answer = await asked(route, address)
    // One that is not read stays open, of which nobody may have many.
    await answer.text()
    expect(JSON.parse(answer.headers.get('lockstep-coverage') ?? '{}')).toMatchObject({
      proxies: 1,
      reporting: 1,
      gaps: [],
    })
  })

  it('is every file that is made from the log', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    const made = files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }))
      .filter(({ text }) => text.includes("'@/lib/http/download'") && text.includes("'@/lib/decisions/"))
    expect(made.length).toBeGreaterThan(3)
    expect(made.filter(({ text }) => !text.includes('coverFile(')).map(({ file }) => file)).toEqual([])
  })
})

it('the rules that deny most are a file, of a day or a week', async () => {
  const rule = { rule: 'cap', tools: ['pay'], policy: 'policies/pay.yaml', denied: 1, usual: null }
  expect(await rowsOf(exportTopRules, '/api/decisions/top-rules')).toMatchObject([{ ...rule, hours: 24 }])
  const [week] = await rowsOf(exportTopRules, '/api/decisions/top-rules?hours=168')
  expect(week).toMatchObject({ ...rule, hours: 168, deniedPerStep: [0, 0, 0, 0, 0, 0, 1] })
})

describe('policy tests as a file', () => {
  it('have a row for each call, with what it expects and what it got', async () => {
    expect(await rowsOf(exportTests, '/api/policies/tests?policy=pay.yaml')).toMatchObject([
      {
        case: 'small is allowed',
        tool: 'pay',
        expected: 'allowed',
        got: 'allowed',
        gotRule: null,
        passed: true,
      },
      { case: 'large is allowed', expected: 'allowed', got: 'denied', gotRule: 'cap', passed: false },
    ])
  })

  it('say what they cover, rule by rule', async () => {
    const rows = await rowsOf(exportTests, `/api/policies/tests?policy=pay.yaml&at=${commit}&of=coverage`)
    expect(rows[0]).toMatchObject({ tool: 'pay', rule: 'cap', letsThrough: 'covered', denies: 'covered' })
  })

  it.each(['policy=none.yaml', 'policy=../pay.yaml', 'policy=pay.yaml&at=0000000'])(
    'are refused where there are none: %s',
    async (query) => {
      expect((await asked(exportTests, `/api/policies/tests?${query}`)).status).toBe(404)
    },
  )
})

describe('the changes of an instant as a file', () => {
  it('have those that were done by then, with the instant in each row and in the name', async () => {
    const rows = await rowsOf(exportChanges, `/api/changes?at=${commit}`)
    expect(rows).toMatchObject([
      {
        stateThen: 'done',
        commit,
        title: 'Cap payments',
        files: ['pay.test.yaml', 'pay.yaml'],
        stateNow: 'landed',
      },
    ])
    const answer = await asked(exportChanges, '/api/changes?at=2026-01-01T00:00:00Z')
    expect(answer.headers.get('content-disposition')).toContain('changes-as-of-2026-01-01T00-00-00Z.csv')
    expect(await answer.text()).toBe(`${CHANGES_THEN_COLUMNS.map((one) => `"${one}"`).join(',')}\r\n`)
  })

  it('are refused at an instant that is still to come', async () => {
    expect((await asked(exportChanges, '/api/changes?at=2999-01-01')).status).toBe(404)
  })
})

describe('the tables of the settings as files', () => {
  it('name people with their role and what follows from it', async () => {
    await test.signIn('ana')
    const rows = await rowsOf(exportPeople, '/api/people', 'dora')
    expect(rows).toContainEqual(
      expect.objectContaining({ login: 'ana', role: 'write', mayLook: true, mayDraft: true, maySet: false }),
    )
    expect(rows).toContainEqual(expect.objectContaining({ login: 'dora', role: 'admin', maySet: true }))
  })

  it('have everybody’s sessions for an administrator, and one’s own for everybody, never their tokens', async () => {
    const all = await rowsOf(exportSessions, '/api/sessions?of=everybody', 'dora')
    expect(new Set(all.map((row) => Object(row).login))).toEqual(new Set(['ana', 'dora']))
    const own = await rowsOf(exportSessions, '/api/sessions')
    expect(new Set(own.map((row) => Object(row).login))).toEqual(new Set(['ana']))
    expect(JSON.stringify(all)).not.toContain('token')
  })

  it('have the enrolment keys without their texts', async () => {
    const cookie = await test.signIn('dora')
    const body = JSON.stringify({ scope: { paths: ['policies/**'], names: ['pay-*'], modes: ['pull'] } })
    const headers = { 'content-type': 'application/json' }
    const made = await makeKey(test.request('/api/keys', { method: 'POST', cookie, headers, body }), {
      params: Promise.resolve({}),
    })
    const { key } = await made.json()
    const rows = await rowsOf(exportKeys, '/api/keys', 'dora')
    expect(rows).toMatchObject([
      { state: 'counts', madeBy: 'dora', policies: ['policies/**'], names: ['pay-*'], uses: 0 },
    ])
    expect(JSON.stringify(rows)).not.toContain(key)
  })

  it.each([
    ['people', exportPeople, '/api/people'],
    ['everybody’s sessions', exportSessions, '/api/sessions?of=everybody&format=csv'],
    ['enrolment keys', exportKeys, '/api/keys?format=csv'],
  ])('are for administrators: %s', async (_, route, address) => {
    expect((await asked(route, address)).status).toBe(403)
  })
})
