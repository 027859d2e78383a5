import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { POLICY_COLUMNS } from '@/lib/repository/export-policies'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { GET as exportPolicies } from './policies/route'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
  const policy = 'version: "1"\ndefault: deny\ntools:\n  pay: {rules: []}\n'
  await test.forge.forge.commitFiles({
    repository: FULL_NAME,
    branch: 'main',
    files: { 'policies/pay.yaml': policy, 'policies/mail.yaml': policy.replace('pay', 'send') },
    message: 'Add two policies',
    person: 'ana',
    at: new Date('2026-03-03T09:00:00Z'),
  })
  await test.server.mirror.fetch()
})
afterAll(() => test.close())

const nowhere = { params: Promise.resolve({}) }

async function exported(query: string) {
  const cookie = await test.signIn('ana')
  return exportPolicies(test.request(`/api/policies${query}`, { cookie }), nowhere)
}

describe('the policies as a file', () => {
  it('are those of the page, with their posture, owners and last change, at the commit that the name says', async () => {
    const answer = await exported('?format=ndjson')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toMatch(
      /filename="lockstep-policies-[0-9a-f]{7}\.ndjson"$/,
    )
    const rows = (await answer.text())
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line))
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      policy: expect.stringMatching(/\.yaml$/),
      state: 'valid',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
    const one = await exported('?format=ndjson&q=pay')
    expect((await one.text()).match(/"policy":"[^"]+"/g)).toEqual(['"policy":"pay.yaml"'])
  })

  it('are a CSV with its columns', async () => {
    const text = await (await exported('?q=no-such-tool')).text()
    expect(text).toBe(`${POLICY_COLUMNS.map((column) => `"${column}"`).join(',')}\r\n`)
  })

  it('are refused with the reason at what is no commit', async () => {
    expect((await exported('?at=0000000')).status).toBe(404)
  })
})
