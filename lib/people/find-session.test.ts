import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { findSession, type FoundSession } from './find-session'

const DAY_MS = 86_400_000

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})

afterAll(async () => {
  await test.close()
})

function found(cookie: string): Promise<FoundSession | null> {
  return findSession(test.server, new Headers({ cookie }))
}

async function libraryFound(cookie: string) {
  return test.server.authenticator.api.getSession({ headers: new Headers({ cookie }) })
}

/** As if the session had been prolonged last so many days ago; it lasts for seven. */
async function prolongedAgo(id: string, days: number): Promise<void> {
  const expiresAt = new Date(Date.now() + (7 - days) * DAY_MS)
  await test.server.database.prisma.session.update({ where: { id }, data: { expiresAt } })
}

async function daysLeft(id: string): Promise<number | null> {
  const row = await test.server.database.prisma.session.findUnique({ where: { id } })
  return row === null ? null : Math.round((row.expiresAt.getTime() - Date.now()) / DAY_MS)
}

describe('the session of a cookie', () => {
  it('is the one that the library finds, with its person', async () => {
    const cookie = await test.signIn('ana')
    const library = await libraryFound(cookie)
    expect(library).not.toBeNull()
    const { id, login, name, forgeId } = library?.user ?? {}
    expect(await found(`theme=dark; ${cookie}; last=1`)).toEqual({
      id: library?.session.id,
      person: { id, login, name, forgeId },
    })
  })

  it('is none without a cookie, and with one that was signed with another key', async () => {
    const cookie = await test.signIn('ana')
    const [name = '', value = ''] = cookie.split('=', 2)
    const [token = ''] = decodeURIComponent(value).split('.')
    const forged = `${token}.${Buffer.alloc(32, 7).toString('base64')}`
    for (const other of ['', 'theme=dark', `${name}=${token}`, `${name}=${encodeURIComponent(forged)}`])
      expect(await found(other)).toBeNull()
    expect(await found(cookie)).not.toBeNull()
  })

  it('is none after it was revoked, and after it expired', async () => {
    const { prisma } = test.server.database
    const [first, second] = [await test.signIn('ben'), await test.signIn('ben')]
    await prisma.session.delete({ where: { id: (await found(first))?.id ?? '' } })
    expect(await found(first)).toBeNull()
    const id = (await found(second))?.id ?? ''
    await prolongedAgo(id, 8)
    expect(await found(second)).toBeNull()
    expect(await daysLeft(id)).toBeNull()
  })

  it('is prolonged when it is a day old, and not before', async () => {
    const cookie = await test.signIn('cleo')
    const id = (await found(cookie))?.id ?? ''
    await prolongedAgo(id, 0.9)
    const before = await test.server.database.prisma.session.findUniqueOrThrow({ where: { id } })
    expect((await found(cookie))?.id).toBe(id)
    expect(await test.server.database.prisma.session.findUniqueOrThrow({ where: { id } })).toEqual(before)
    await prolongedAgo(id, 3)
    expect(await daysLeft(id)).toBe(4)
    expect((await found(cookie))?.id).toBe(id)
    expect(await daysLeft(id)).toBe(7)
  })
})
