import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { findTeamMembers } from './find-team-members'

let test: TestServer
const now = new Date('2026-11-24T12:00:00Z')

beforeAll(async () => {
  test = await startTestServer()
})
afterAll(() => test.close())

describe('the members of teams', () => {
  it('are those that the forge names; a team that is not there has nobody', async () => {
    const found = await findTeamMembers(test.server.app, ['acme/Payments', 'acme/nobody'], now)
    expect(found).toEqual({
      known: true,
      members: new Map([
        ['acme/payments', new Set(['ben'])],
        ['acme/nobody', new Set()],
      ]),
    })
  })
})

describe('the installation of the app', () => {
  it('says what the app was given', async () => {
    expect(await test.server.app.describeInstallation()).toMatchObject({
      kind: 'installed',
      slug: 'lockstep',
      permissions: { contents: 'write', members: 'read' },
    })
  })
})
