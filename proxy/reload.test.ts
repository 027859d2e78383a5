import { rmSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { eventsIn, proxyPlace, startProxy, until } from './testing/running-proxy'

const LAX = 'version: "1"\n'
const STRICT = 'version: "1"\ndefault: deny\n'

it('enforces a new policy from its reload on, and keeps the last good one when the new one is wrong or gone', async () => {
  const { args, events, tapeServer, policyPath } = proxyPlace(LAX)
  const proxy = startProxy(args, tapeServer)
  let calls = 0
  const decide = async () => {
    const id = ++calls
    proxy.send(`{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo"}}\n`)
    const [, answer] = await proxy.printed(new RegExp(`"id":${id},"result":(.*)\n`))
    return answer === '{}}' ? 'allowed' : 'denied'
  }
  const reloads = () => eventsIn(events).filter(({ type }) => type === 'config_reload')
  const reloaded = (count: number) => until(() => reloads()[count - 1], 'reload')

  expect(await decide()).toBe('allowed')
  writeFileSync(policyPath, STRICT)
  const { policy } = await reloaded(1)
  expect(await decide()).toBe('denied')

  writeFileSync(policyPath, 'version: "3"\n')
  expect(await reloaded(2)).toMatchObject({
    status: 'failure',
    message: 'version must be "1", got "3"',
    policy,
  })
  rmSync(policyPath)
  expect(await reloaded(3)).toMatchObject({
    status: 'failure',
    message: `reading config file: open ${policyPath}: no such file or directory`,
    policy,
  })
  expect(await decide()).toBe('denied')

  writeFileSync(policyPath, LAX)
  expect(Object.keys(await reloaded(4)).slice(0, 4)).toEqual(['ts', 'type', 'instance', 'status'])
  expect(await decide()).toBe('allowed')
  expect(
    eventsIn(events)
      .filter(({ type }) => type === 'tool_call')
      .map((event) => event.policy === policy),
  ).toEqual([false, true, true, false])
})
