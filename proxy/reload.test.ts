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

it('refuses a policy that fails a must-deny test beside it, says so, and takes it when the test changes', async () => {
  const { args, events, tapeServer, policyPath } = proxyPlace(STRICT)
  const testPath = policyPath.replace(/\.yaml$/, '.test.yaml')
  const mustDeny = (tool: string) =>
    writeFileSync(
      testPath,
      `tests:\n  - {name: no shell, call: {tool: ${tool}}, expect: deny, rule: (default deny)}\n`,
    )
  mustDeny('echo')
  const proxy = startProxy(args, tapeServer)
  const reloads = () => eventsIn(events).filter(({ type }) => type === 'config_reload')
  proxy.send('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}\n')
  await proxy.printed(/"id":1,"result":/)
  const [startup] = eventsIn(events)

  writeFileSync(policyPath, LAX)
  const message =
    'self-test of policy.test.yaml: the policy test “no shell” (line 2) must be denied and is allowed'
  expect(await until(() => reloads()[0], 'reload')).toMatchObject({
    status: 'failure',
    message,
    policy: startup?.policy,
  })
  expect(
    await until(() => /keeps the policy it has.*“no shell”/.test(proxy.errors()), 'word on the console'),
  ).toBeTruthy()

  writeFileSync(testPath, 'tests: 1\n')
  expect(await until(() => reloads()[1], 'reload')).toMatchObject({
    status: 'failure',
    message:
      'self-test: policy.test.yaml:1: tests must be a list with at least one item, each behind a dash.',
  })
  rmSync(testPath)
  expect(await until(() => reloads()[2], 'reload')).toMatchObject({ status: 'success' })
})

it('does not start with a policy that fails its must-deny tests', async () => {
  const { args, tapeServer, policyPath } = proxyPlace(LAX)
  writeFileSync(
    policyPath.replace(/\.yaml$/, '.test.yaml'),
    'tests:\n  - {name: no shell, call: {tool: echo}, expect: deny}\n',
  )
  const proxy = startProxy(args, tapeServer)
  expect(await proxy.exitCode()).toBe(2)
  expect(proxy.errors()).toMatch(
    /must not be enforced, so nothing was started:\n.*“no shell” \(line 2\) must be denied and is allowed/,
  )
})
