import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FLEET_COLUMNS } from '@/lib/fleet/export-fleet'
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

  it('is for nobody who is not signed in', async () => {
    expect((await exportFleet(test.request('/api/fleet', {}), nowhere)).status).toBe(401)
  })
})
