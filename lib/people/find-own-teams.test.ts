import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { findOwnTeams } from './find-own-teams'

let test: TestServer
const now = new Date('2026-11-24T12:00:00Z')
const TEAMS = ['acme/Payments', 'acme/nobody']

beforeAll(async () => {
  test = await startTestServer()
})
afterAll(() => test.close())

describe('the teams of a person', () => {
  it('are not known when the forge takes longer than a page waits', async () => {
    const question = { teams: TEAMS, login: 'ben', now, mostWaitMs: 0 }
    expect(await findOwnTeams(test.server.app, question)).toBeNull()
  })

  it('are those that the forge says they are in, whatever the case of a name', async () => {
    const isIn = await findOwnTeams(test.server.app, { teams: TEAMS, login: 'Ben', now })
    expect(TEAMS.map((team) => isIn?.(team))).toEqual([true, false])
    const other = await findOwnTeams(test.server.app, { teams: TEAMS, login: 'ana', now })
    expect(TEAMS.map((team) => other?.(team))).toEqual([false, false])
  })
})
