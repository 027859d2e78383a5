import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parentOf, processIdentity } from '@/scripts/processes/identity.mjs'
import { JSON_TYPE, send } from './testing/http-client'
import { eventsIn, proxyPlace, startProxy, taped, until } from './testing/running-proxy'

const ALLOW = 'version: "1"\ntools:\n  bad: { rules: [{ name: never, action: deny }] }\n'
const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}\n'

function call(tool: string, id: number): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${tool}"}}\n`
}

describe('the proxy as a program', () => {
  it('passes both directions byte for byte, in any pieces', async () => {
    const { args, tape, tapeServer } = proxyPlace(ALLOW)
    const greeting = 'log\n{"jsonrpc":"2.0","id":1e400,"method":"roots/list"}\r\n\n'
    const proxy = startProxy(args, [...tapeServer, greeting])
    const long = JSON.stringify({
      id: 'long',
      method: 'x',
      params: { text: 'é\u2028'.repeat(200_000) },
    })
    const sent = `${PING}\r\n{"id":18446744073709551617,"method":"y","params":{"n":1e400}}\n[ ]\n${long}\n${call('ok', 3)}`
    const bytes = Buffer.from(sent)
    for (let at = 0; at < bytes.length; at += 65_537) proxy.child.stdin.write(bytes.subarray(at, at + 65_537))
    await proxy.printed(/"id":3,"result"/)
    proxy.child.stdin.end()
    expect(await proxy.exitCode()).toBe(0)
    expect(taped(tape)).toBe(bytes.toString('latin1'))
    expect(proxy.output().startsWith(greeting)).toBe(true)
    expect(proxy.output()).toContain('"id":18446744073709551617,"result"')
  })

  it('tells its policy with every event', async () => {
    const { args, events, tapeServer, policyPath } = proxyPlace(ALLOW)
    const proxy = startProxy(args, tapeServer)
    proxy.send(call('ok', 1) + call('bad', 2))
    await proxy.printed(/Denied by rule/)
    proxy.child.stdin.end()
    await proxy.exitCode()
    const digest = execFileSync('sha256sum', [policyPath], { encoding: 'utf8' }).slice(0, 64)
    const written = eventsIn(events)
    expect(written.map(({ type, policy, seq }) => [type, policy, seq])).toEqual(
      ['startup', 'tool_call', 'tool_call', 'shutdown'].map((type, i) => [type, digest, i + 1]),
    )
    expect(Object.keys(written[0] ?? {}).slice(0, 8)).toEqual([
      'ts',
      'type',
      'instance',
      'server',
      'config',
      'pid',
      'state_backend',
      'fail_mode',
    ])
  })

  it('answers what is open and ends when its server dies', async () => {
    const { args, events, tapeServer } = proxyPlace(ALLOW)
    const proxy = startProxy(args, tapeServer)
    proxy.send(
      '{"jsonrpc":"2.0","id":"a","method":"silence"}\n{"jsonrpc":"2.0","id":99999999999999999999,"method":"die"}\n',
    )
    expect(await proxy.exitCode()).toBe(3)
    for (const id of ['"a"', '99999999999999999999'])
      expect(proxy.output()).toContain(
        `{"jsonrpc":"2.0","id":${id},"error":{"code":-32000,"message":"The MCP server ended (exit code 3)."}}\n`,
      )
    expect(eventsIn(events).at(-1)?.type).toBe('shutdown')
  })

  it.each([
    ['input', 'read -r line; exec <&-; echo "{}"; sleep 600'],
    ['output', 'read -r line; echo "{}"; exec >&-; cat >&2'],
  ])('answers what is open and ends when its server closes its %s and lives', async (what, script) => {
    const { args } = proxyPlace(ALLOW)
    const proxy = startProxy(args, ['sh', '-c', script])
    proxy.send(PING)
    await proxy.printed(/\{\}/)
    proxy.send(PING.replace(':1,', ':2,'))
    expect(await proxy.exitCode()).toBe(1)
    for (const id of [1, 2])
      expect(proxy.output()).toContain(
        `"id":${id},"error":{"code":-32000,"message":"The MCP server ended (it closed its ${what})."}`,
      )
  })

  it('ends with a server that writes a line without an end, and says why', async () => {
    const { args } = proxyPlace(ALLOW)
    const proxy = startProxy(args, [
      'sh',
      '-c',
      'read -r line; head -c 300000000 /dev/zero | tr "\\0" a; cat',
    ])
    proxy.send(PING)
    expect(await proxy.exitCode()).toBe(1)
    const why = 'a line is longer than 268435456 bytes'
    expect(proxy.errors()).toContain(`the MCP server ended (${why})`)
    expect(proxy.output()).toBe(
      `{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"The MCP server ended (${why})."}}\n`,
    )
  })

  it('ends its server when the client goes, when it is told to, and when it is killed', async () => {
    for (const end of ['eof', 'SIGTERM', 'SIGKILL'] as const) {
      const { args, tapeServer, tape } = proxyPlace(ALLOW)
      const proxy = startProxy(args, tapeServer)
      proxy.send(PING)
      await proxy.printed(/"id":1,"result"/)
      const server = serverOf(proxy.child.pid ?? 0, tape)
      if (end === 'eof') proxy.child.stdin.end()
      else proxy.child.kill(end)
      expect(await proxy.exitCode()).toBe(end === 'SIGKILL' ? null : 0)
      await until(() => processIdentity(server) === undefined, 'end of the server')
    }
  })

  it('does not start on a policy that it cannot use, nor without its server', async () => {
    const { args, tapeServer, policyPath } = proxyPlace('version: "2"\n')
    const refused = startProxy(args, tapeServer)
    expect(await refused.exitCode()).toBe(2)
    expect(refused.errors()).toContain('version must be "1", got "2"')
    writeFileSync(policyPath, ALLOW)
    const missing = startProxy(args, ['/no/such/program'])
    missing.send(PING)
    expect(await missing.exitCode()).toBe(127)
    expect(missing.errors()).toContain('there is no program /no/such/program')
  })

  it('does not start where no folder can be made for its events or its counters, and says so in one sentence', async () => {
    const { args, tapeServer } = proxyPlace(ALLOW)
    for (const option of ['--events', '--state-dir']) {
      const refused = startProxy([...args, option, '/proc/lockstep'], tapeServer)
      expect(await refused.exitCode()).toBe(2)
      expect(refused.errors()).toMatch(
        /^lockstep: ENOENT: no such file or directory, mkdir '\/proc\/lockstep'\n$/,
      )
    }
  })

  it('takes lists with spaces, and origins as browsers show them', async () => {
    const { args, events } = proxyPlace(ALLOW)
    const lists = ['--record-arguments', 'a, q', '--allow-origin', 'https://a.example, https://b.example/']
    const proxy = startProxy([...args, ...lists, '--upstream', 'http://127.0.0.1:1/mcp'], [])
    const [address] = await until(() => /http:\S+/.exec(proxy.errors()) ?? undefined, 'address')
    const body = call('ok', 1).replace('"ok"', '"ok","arguments":{"q":"text"}')
    const from = (origin: string) =>
      send(new URL(address), { headers: { ...JSON_TYPE, origin }, body }).then(({ status }) => status)
    expect(await Promise.all(['https://a.example', 'https://b.example'].map(from))).toEqual([502, 502])
    expect(await from('https://c.example')).toBe(403)
    expect(eventsIn(events).at(-1)).toMatchObject({ args: { q: 'text' } })
  })

  it('keeps its counters over kill -9, and shares them with others', async () => {
    const place = proxyPlace(
      'version: "1"\ntools:\n  pay: { rules: [{ name: budget, rate_limit: 3/day }] }\n',
    )
    for (const id of [1, 2]) {
      const proxy = startProxy(place.args, place.tapeServer)
      proxy.send(call('pay', id))
      await proxy.printed(/"result":\{\}/)
      proxy.child.kill('SIGKILL')
      await proxy.exitCode()
    }
    const [one, two] = [startProxy(place.args, place.tapeServer), startProxy(place.args, place.tapeServer)]
    one.send(call('pay', 3))
    await one.printed(/"result":\{\}/)
    two.send(call('pay', 4))
    expect(await two.printed(/Rate limit of 3 per day reached/)).toBeTruthy()
  })

  it('gives the server no secret of its own', async () => {
    const { args } = proxyPlace(ALLOW)
    const env = { ...process.env, LOCKSTEP_ENROL_KEY: 'k', SECRET_KEY: 's', SERVERS_OWN: 'yes' }
    const proxy = startProxy(
      args,
      ['sh', '-c', 'echo "$LOCKSTEP_ENROL_KEY,$SECRET_KEY,$SERVERS_OWN."; cat'],
      env,
    )
    expect(await proxy.printed(/^,,yes\.\n/)).toBeTruthy()
  })
})

/** The tape server's pid. */
function serverOf(proxy: number, tape: string): number {
  const found = execFileSync('pgrep', ['-f', tape], { encoding: 'utf8' }).trim().split('\n').map(Number)
  const server = found.find((pid) => parentOf(pid) === proxy && pid !== proxy)
  if (server === undefined) throw new Error('the server is not there')
  return server
}
