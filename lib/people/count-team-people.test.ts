import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { countTeamPeople } from './count-team-people'

let test: TestServer
const now = new Date('2026-11-24T12:00:00Z')

beforeAll(async () => {
  test = await startTestServer()
})
afterAll(() => test.close())

it('counts who speaks for a team beside somebody, once for each, and leaves out a team that nobody is known to be in', async () => {
  const count = (login: string, ...teams: string[]) => countTeamPeople(test.server.app, { teams, login, now })
  expect(await count('Ben', 'acme/Payments', 'acme/security', 'acme/Payments', 'acme/nobody')).toEqual([
    { team: 'acme/Payments', others: 0, isIn: true },
    { team: 'acme/security', others: 1, isIn: false },
  ])
  expect(await count('ana')).toEqual([])
})
