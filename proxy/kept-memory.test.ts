import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { Peers } from './http/peers'
import { Session } from './session'
import { enforcerFor } from './testing/enforcer'

const MEGABYTE = 1024 * 1024

/** Megabytes in use, without garbage. */
function inUse(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new TypeError('the engine collects on demand')
  collect()
  return process.memoryUsage().heapUsed / MEGABYTE
}

const PAD = 'x'.repeat(MEGABYTE)

it.each([
  [
    'who they are',
    (i: number) =>
      `{"id":${i},"method":"initialize","params":{"clientInfo":{"name":"a client with a name","version":"1"},"pad":"${PAD}"}}`,
  ],
  [
    'the ids of their requests',
    (i: number) => `{"id":"a long enough id ${i}","method":"x","params":"${PAD}"}`,
  ],
  [
    'the ids that they cancel',
    (i: number) =>
      `{"method":"notifications/cancelled","params":{"requestId":"a long enough id ${i}","pad":"${PAD}"}}`,
  ],
  [
    'long ids that they cancel',
    (i: number) => `{"method":"notifications/cancelled","params":{"requestId":"${i}${PAD}"}}`,
  ],
  [
    'where their lists go on',
    (i: number) =>
      `{"id":${i},"method":"tools/list","params":{"cursor":"a long enough cursor ${i}","pad":"${PAD}"}}`,
  ],
])('keeps of what clients send no more than %s', (_, message) => {
  const { enforcer } = enforcerFor('version: "1"\n')
  const peers = new Peers()
  const sessions: Session[] = []
  const before = inUse()
  for (let i = 0; i < 100; i++) {
    const peer = peers.of(undefined)
    const session = new Session(enforcer, peer)
    expect(session.fromClient(Buffer.from(message(i)), false).forward).toBeDefined()
    peers.keep(`session ${i}`, peer)
    sessions.push(session)
  }
  expect(inUse() - before).toBeLessThan(20)
  expect(sessions).toHaveLength(100)
})

it('keeps little of the ids of requests that clients left before the answer', () => {
  const { enforcer } = enforcerFor('version: "1"\n')
  const peers = new Peers()
  const before = inUse()
  for (let i = 0; i < 30; i++) {
    const peer = peers.of(undefined)
    peers.keep(`session ${i}`, peer)
    const batch = Array.from({ length: 1000 }, (_, id) => `{"id":"${id}${'x'.repeat(900)}","method":"x"}`)
    expect(
      new Session(enforcer, peer).fromClient(Buffer.from(`[${batch.join()}]`), false).forward,
    ).toBeDefined()
  }
  expect(inUse() - before).toBeLessThan(10)
  expect(peers.of('session 0')).toBe(peers.of('session 0'))
})

it('refuses an id that is longer than any, and takes one that is as long as may be', () => {
  const { enforcer } = enforcerFor('version: "1"\n')
  const session = new Session(enforcer)
  const request = (length: number) => Buffer.from(`{"id":"${'i'.repeat(length - 2)}","method":"x"}`)
  expect(session.fromClient(request(1001), false).reply).toContain('The id is longer than 1000 characters.')
  expect(session.fromClient(request(1000), false).forward).toEqual(request(1000))
})
