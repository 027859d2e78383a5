import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { PROVIDER } from './authenticator'
import { ensurePerson } from './ensure-person'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})

afterAll(async () => {
  await test.close()
})

async function accountsOf(login: string) {
  const { rows } = await test.server.database.pool.query<{ name: string; account_id: string }>(
    'SELECT p.name, a.account_id FROM person p JOIN person_account a ON a.person_id = p.id WHERE p.login = $1',
    [login],
  )
  return rows
}

it('lets a person sign in for the first time from several browsers at once', async () => {
  for (const login of ['ana', 'ben', 'cleo']) {
    const cookies = await Promise.all(Array.from({ length: 10 }, () => test.signIn(login)))
    expect(new Set(cookies).size).toBe(10)
    expect(await accountsOf(login)).toHaveLength(1)
  }
})

it('makes one person with one account however often it is asked, and leaves who exists as they are', async () => {
  const { database } = test.server
  const person = { forgeId: '900041', login: 'new', name: 'New', email: '900041@people.invalid' }
  await Promise.all(Array.from({ length: 8 }, () => ensurePerson(database, PROVIDER, person)))
  await ensurePerson(database, PROVIDER, { ...person, name: 'Renamed' })
  expect(await accountsOf('new')).toEqual([{ name: 'New', account_id: '900041' }])
})
