import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { COMPARISON_COLUMNS } from '@/lib/changes/export-comparison'
import { BUCKET_COLUMNS } from '@/lib/decisions/export-buckets'
import type { RouteHandler } from '@/lib/http/route'
import { refreshChangesJob } from '@/lib/jobs/refresh-changes'
import { systemContext } from '@/lib/server'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { CHANGE_COLUMNS } from './changes/download-changes'
import { GET as exportChanges } from './changes/route'
import { GET as exportBuckets } from './decisions/buckets/route'
import { GET as exportComparison } from './policies/comparison/route'

const LOOSE = 'version: "1"\ndefault: deny\ntools:\n  pay: {rules: []}\n  send: {rules: []}\n'

let test: TestServer
let older: string
let newer: string

async function push(files: Record<string, string>, message: string, at: string): Promise<string> {
  const { sha } = await test.forge.forge.commitFiles({
    repository: FULL_NAME,
    branch: 'main',
    files,
    message,
    person: 'ana',
    at: new Date(at),
  })
  return sha
}

beforeAll(async () => {
  test = await startTestServer()
  const files = { 'policies/pay.yaml': LOOSE, 'policies/mail.yaml': LOOSE }
  older = await push(files, 'Add two policies', '2026-03-03T09:00:00Z')
  const tight = { 'policies/pay.yaml': LOOSE.replace('  send: {rules: []}\n', '') }
  newer = await push(tight, 'Deny send', '2026-03-04T09:00:00Z')
  await test.server.mirror.fetch()
})
afterAll(() => test.close())

const nowhere = { params: Promise.resolve({}) }

async function exported(route: RouteHandler, address: string) {
  const cookie = await test.signIn('ana')
  return route(test.request(address, { cookie }), nowhere)
}

async function rowsOf(route: RouteHandler, address: string): Promise<unknown[]> {
  const answer = await exported(route, address)
  expect(answer.status).toBe(200)
  return (await answer.text())
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line))
}

const header = (columns: readonly string[]) => `${columns.map((column) => `"${column}"`).join(',')}\r\n`

describe('the list of changes as a file', () => {
  it('has a row for each change of the page, with what it does to answers and how it came', async () => {
    const [landed] = await rowsOf(exportChanges, '/api/changes?format=ndjson')
    expect(landed).toMatchObject({ commit: newer, state: 'landed', cameThrough: null })
    const { server } = test
    const ctx = systemContext(server, 'changes')
    await refreshChangesJob.run({ ctx, server, signal: new AbortController().signal })
    const rows = await rowsOf(exportChanges, '/api/changes?format=ndjson')
    expect(rows[0]).toMatchObject({
      commit: newer,
      state: 'pushed',
      title: 'Deny send',
      cameThrough: 'push',
      files: ['pay.yaml'],
      tightens: 1,
      loosens: 0,
    })
  })

  it('is narrowed by the keys of the page, and a CSV with its columns when they leave nothing', async () => {
    const rows = await rowsOf(exportChanges, '/api/changes?policy=mail.yaml&format=ndjson')
    expect(rows).toMatchObject([{ title: 'Add two policies' }])
    const answer = await exported(exportChanges, '/api/changes?q=no-such-change')
    expect(answer.headers.get('content-disposition')).toMatch(/filename="lockstep-changes-.*\.csv"$/)
    expect(await answer.text()).toBe(header(CHANGE_COLUMNS))
  })

  it('is for nobody who is not signed in', async () => {
    expect((await exportChanges(test.request('/api/changes', {}), nowhere)).status).toBe(401)
  })
})

describe('a comparison as a file', () => {
  it('has a row for each difference, with the call that proves it and the commit that made it', async () => {
    const rows = await rowsOf(
      exportComparison,
      `/api/policies/comparison?compare=${older}...${newer}&format=ndjson`,
    )
    expect(rows).toMatchObject([
      {
        policy: 'pay.yaml',
        status: 'changed',
        linesRemoved: 1,
        effect: 'tightens',
        says: expect.stringContaining('send'),
        witness: expect.stringContaining('is denied'),
        by: [newer],
        older,
        newer,
      },
    ])
  })

  it('is that of one policy where one is named', async () => {
    const address = `/api/policies/comparison?compare=${older}...${newer}&policy=mail.yaml`
    expect(await (await exported(exportComparison, address)).text()).toBe(header(COMPARISON_COLUMNS))
  })

  it.each([
    ['what names one commit only', 'main', 400],
    ['a commit that nobody has', '0000000...main', 404],
  ])('is refused for %s', async (_, compare, status) => {
    expect((await exported(exportComparison, `/api/policies/comparison?compare=${compare}`)).status).toBe(
      status,
    )
  })
})

describe('the chart of decisions as a file', () => {
  it('has every interval of the range, also those in which nothing was decided', async () => {
    const range = 'from=2026-03-03T00:00:00Z&to=2026-03-03T01:00:00Z'
    const rows = await rowsOf(exportBuckets, `/api/decisions/buckets?${range}&format=ndjson`)
    expect(rows).toHaveLength(60)
    expect(rows[0]).toEqual({
      from: '2026-03-03T00:00:00.000Z',
      to: '2026-03-03T00:01:00.000Z',
      allowed: 0,
      ofTheseWouldBeDenied: 0,
      denied: 0,
    })
    const csv = await (await exported(exportBuckets, `/api/decisions/buckets?${range}`)).text()
    expect(csv.startsWith(header(BUCKET_COLUMNS))).toBe(true)
  })
})
