import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { closeEventStreams, countEventStreams } from '@/lib/events/event-stream'
import { notify } from '@/lib/events/notify'
import { REPOSITORY } from '@/forge/testing/acme'
import { fetchMirror } from '@/lib/jobs/poll-mirror'
import { forgetRoles } from '@/lib/people/find-role'
import { systemContext } from '@/lib/server'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { GET as events } from './events/route'
import { PUT as saveDraft } from './drafts/[id]/route'
import { POST as createDraft } from './drafts/route'
import { DELETE as endSession } from './sessions/[id]/route'

let test: TestServer
let cookie: string

beforeAll(async () => {
  test = await startTestServer()
  cookie = await test.signIn('rita')
})

afterAll(async () => {
  await test.close()
})

const JSON_BODY = { 'content-type': 'application/json' }
const nowhere = { params: Promise.resolve({}) }

interface Listener {
  readonly answer: Response
  /** Reads until the text occurs; fails by the test's time-out. */
  until(text: string): Promise<string>
  leave(): void
}

async function listen(as = cookie, ageMs?: number): Promise<Listener> {
  const gone = new AbortController()
  const answer = await events(
    test.request(`/api/events${ageMs === undefined ? '' : `?age=${ageMs}`}`, {
      cookie: as,
      signal: gone.signal,
    }),
    nowhere,
  )
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  return {
    answer,
    until: async (text) => {
      while (!heard.includes(text)) {
        const { done, value } = (await reader?.read()) ?? { done: true }
        if (done) throw new Error(`the stream ended after ${JSON.stringify(heard)}`)
        heard += value
      }
      return heard
    },
    leave: () => gone.abort(),
  }
}

/** As `listen`, without the looks that come by themselves: whatever ends this one was told. */
async function listenUnwatched(as: string): Promise<Listener> {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  try {
    return await listen(as)
  } finally {
    vi.useRealTimers()
  }
}

/** LISTEN is under way in the background: repeats until it is heard. */
async function notifyUntilHeard(listener: Listener, ids: string[]): Promise<string> {
  const ctx = systemContext(test.server, 'test')
  const timer = setInterval(() => void notify(ctx, 'fleet', ids), 50)
  try {
    return await listener.until(JSON.stringify(ids))
  } finally {
    clearInterval(timer)
  }
}

describe('the event stream', () => {
  it('tells topic and ids of what moved, and asks proxies not to hold it back', async () => {
    const listener = await listen()
    expect(listener.answer.headers.get('content-type')).toContain('text/event-stream')
    expect(listener.answer.headers.get('cache-control')).toContain('no-transform')
    expect(await notifyUntilHeard(listener, ['eu-1'])).toContain(
      'event: moved\ndata: {"topic":"fleet","ids":["eu-1"]}\n\n',
    )
    listener.leave()
  })

  it('says "any of them" when the ids do not fit into one message', async () => {
    const listener = await listen()
    await notifyUntilHeard(listener, ['first'])
    const many = Array.from({ length: 2000 }, (_, index) => `proxy-${index}`)
    await notify(systemContext(test.server, 'test'), 'fleet', many)
    expect(await listener.until('{"topic":"fleet","ids":[]}')).not.toContain('proxy-1999')
    listener.leave()
  })

  it('tells first what moved while its page was on its way, but nothing of the drafts of others', async () => {
    const first = await listen()
    const ctx = systemContext(test.server, 'test')
    await notifyUntilHeard(first, ['before'])
    await notify(ctx, 'drafts', ['somebody-else'])
    await notify(ctx, 'audit', ['17'])
    await first.until('"audit"')
    const late = await listen(cookie, 10)
    const heard = await late.until('"audit"')
    expect(heard).toContain('{"topic":"audit","ids":[]}')
    expect(heard).not.toMatch(/drafts|somebody-else/)
    // Who does not say how old the page is hears what moves from now on.
    const now = await listen()
    await notify(ctx, 'mirror', ['main'])
    expect(await now.until('"mirror"')).not.toContain('audit')
    for (const one of [first, late, now]) one.leave()
  })

  it('hears nothing of a transaction that was rolled back', async () => {
    const listener = await listen()
    await notifyUntilHeard(listener, ['first'])
    const ctx = systemContext(test.server, 'test')
    const failing = test.server.database.transaction(async (client) => {
      await notify(ctx, 'changes', ['lost'], client)
      throw new Error('after all')
    })
    await expect(failing).rejects.toThrow('after all')
    await notify(ctx, 'changes', ['kept'])
    expect(await listener.until('"kept"')).not.toContain('"lost"')
    listener.leave()
  })

  it('tells that drafts moved to the person whose they are and to nobody else, and never whose session did', async () => {
    const ana = await test.signIn('ana')
    const [own, others] = [await listen(ana), await listen()]
    const send = (path: string, method: string, body: object) =>
      test.request(path, { cookie: ana, method, body: JSON.stringify(body), headers: JSON_BODY })
    await notifyUntilHeard(own, ['first'])
    await notifyUntilHeard(others, ['first'])
    const made = await createDraft(send('/api/drafts', 'POST', { title: 'Mine' }), nowhere)
    const { id } = z.object({ id: z.string() }).parse(await made.json())
    await own.until('{"topic":"drafts","ids":[]}')
    const draft = { revision: 0, title: 'Still mine', description: '', files: [] }
    const params = Promise.resolve({ id })
    await saveDraft(send(`/api/drafts/${id}`, 'PUT', draft), { params })
    await own.until('{"topic":"drafts","ids":[]}\n\nevent: moved\ndata: {"topic":"drafts","ids":[]}')
    await notify(systemContext(test.server, 'test'), 'sessions', ['a-session'])
    const heard = await others.until('{"topic":"sessions","ids":[]}')
    expect(heard).not.toMatch(/drafts|a-session/)
    own.leave()
    others.leave()
  })

  it('goes on after its connection to the database broke, and says that something may be missing', async () => {
    const listener = await listen()
    await notifyUntilHeard(listener, ['before'])
    await test.server.database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    )
    await listener.until('{"topic":"everything","ids":[]}')
    expect(await notifyUntilHeard(listener, ['after'])).toContain('"after"')
    listener.leave()
  })

  it('tells every page once that the forge fell silent, and once that it answers again', async () => {
    const listener = await listen()
    await notifyUntilHeard(listener, ['before'])
    const ctx = systemContext(test.server, 'mirror')
    const look = () => fetchMirror(test.server, 'poll').catch(() => undefined)
    const told = async (mark: string) => {
      await notify(ctx, 'fleet', [mark])
      return (await listener.until(`"${mark}"`)).split('{"topic":"everything","ids":[]}').length - 1
    }
    await look()
    expect(await told('answering')).toBe(0)
    await test.forge.admin('/_test/fault', { kind: 'outage', path: '/acme/policies.git/*' })
    await look()
    await look()
    expect(await told('silent')).toBe(1)
    await test.forge.admin('/_test/fault', undefined, 'DELETE')
    await look()
    await look()
    expect(await told('back')).toBe(2)
    listener.leave()
  })

  it('is closed to whoever is not signed in', async () => {
    expect((await events(test.request('/api/events'), nowhere)).status).toBe(401)
  })

  it('keeps twenty tabs of a person, and closes the oldest for one more', async () => {
    const oldest = await listen()
    const others = await Promise.all(Array.from({ length: 20 }, () => listen()))
    await expect(oldest.until('never')).rejects.toThrow('the stream ended')
    expect(countEventStreams()).toBe(20)
    for (const listener of others) listener.leave()
    expect(countEventStreams()).toBe(0)
  })

  it('ends at once when its session is revoked, and no other', async () => {
    const other = await test.signIn('rita')
    const one = await test.signIn('rita')
    const newest = await test.server.database.prisma.session.findFirst({ orderBy: { createdAt: 'desc' } })
    const [revoked, kept] = [await listenUnwatched(one), await listen(other)]
    await notifyUntilHeard(revoked, ['listening'])
    const path = `/api/sessions/${newest?.id}`
    const route = { params: Promise.resolve({ id: newest?.id ?? '' }) }
    expect((await endSession(test.request(path, { cookie: other, method: 'DELETE' }), route)).status).toBe(
      200,
    )
    await expect(revoked.until('never')).rejects.toThrow('the stream ended')
    expect(await notifyUntilHeard(kept, ['still here'])).toContain('still here')
    kept.leave()
  })

  it('ends at once for whoever lost the role, when the forge tells of it; those who have one go on', async () => {
    const [lost, kept] = [await listenUnwatched(await test.signIn('ana')), await listen()]
    await notifyUntilHeard(lost, ['listening'])
    await test.forge.as('dora').rest.repos.removeCollaborator({ ...REPOSITORY, username: 'ana' })
    await forgetRoles(systemContext(test.server, 'test'))
    await expect(lost.until('never')).rejects.toThrow('the stream ended')
    expect(await notifyUntilHeard(kept, ['still here'])).toContain('still here')
    kept.leave()
  })

  it('is closed at once for a browser that has gone already', async () => {
    await events(test.request('/api/events', { cookie, signal: AbortSignal.abort() }), nowhere)
    expect(countEventStreams()).toBe(0)
  })

  it('leaves nothing behind when the browser goes or the process stops', async () => {
    const [one, two] = [await listen(), await listen()]
    expect(countEventStreams()).toBe(2)
    one.leave()
    expect(countEventStreams()).toBe(1)
    closeEventStreams()
    expect(countEventStreams()).toBe(0)
    await expect(two.until('never')).rejects.toThrow('the stream ended')
  })
})
