import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FLEET_COLUMNS } from '@/lib/fleet/export-fleet'
import { FLEET_THEN_COLUMNS } from '@/lib/fleet/export-fleet-then'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { GET as exportFleet } from './fleet/route'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})
afterAll(() => test.close())

const nowhere = { params: Promise.resolve({}) }

describe('the fleet as a file', () => {
  it('is a CSV with its columns, also when a filter leaves nothing, and takes the keys of the page', async () => {
    const cookie = await test.signIn('ana')
    const address = '/api/fleet?by=state&state=rejected&state=offline&env=prod&format=csv'
    const answer = await exportFleet(test.request(address, { cookie }), nowhere)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="lockstep-fleet-.*\.csv"$/,
    )
    expect(await answer.text()).toBe(`${FLEET_COLUMNS.map((column) => `"${column}"`).join(',')}\r\n`)
  })

  it('as of an instant has the columns of then and says the instant in its name', async () => {
    const cookie = await test.signIn('ana')
    const answer = await exportFleet(test.request('/api/fleet?at=2026-03-03&format=csv', { cookie }), nowhere)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toContain(
      'lockstep-fleet-as-of-2026-03-03T00-00-00Z.csv',
    )
    expect(await answer.text()).toBe(`${FLEET_THEN_COLUMNS.map((column) => `"${column}"`).join(',')}\r\n`)
  })

  it.each([
    ['a commit that nobody has', '0000000', 'No commit, branch or instant goes by this name.'],
    ['an instant that is still to come', '2999-01-01', 'That instant is still to come.'],
  ])('as of %s is refused, not that of the present', async (_, at, reason) => {
    const cookie = await test.signIn('ana')
    const answer = await exportFleet(test.request(`/api/fleet?at=${at}`, { cookie }), nowhere)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain(reason)
  })

  it('is for nobody who is not signed in', async () => {
    expect((await exportFleet(test.request('/api/fleet', {}), nowhere)).status).toBe(401)
  })
})
