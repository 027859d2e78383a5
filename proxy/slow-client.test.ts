import { PassThrough, Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { proxyStdio } from './stdio-proxy'
import { enforcerFor } from './testing/enforcer'
import { until } from './testing/running-proxy'

const CALLS = 20_000

/** A client that does not read until it is told to. */
function lateReader() {
  const held: (() => void)[] = []
  let isReading = false
  let answers = 0
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      answers += chunk.toString().split('\n').length - 1
      if (isReading) done()
      else held.push(done)
    },
  })
  const read = () => {
    isReading = true
    for (const done of held.splice(0)) done()
  }
  return { output, read, answers: () => answers }
}

it('takes no more calls from a client that does not read its denials, and answers each when it does', async () => {
  const { enforcer, events } = enforcerFor('version: "1"\ndefault: deny\n')
  const client = lateReader()
  const input = new PassThrough()
  const ended = proxyStdio(
    enforcer,
    ['cat'],
    process.env,
    { input, output: client.output },
    new AbortController().signal,
  )
  const calls = Array.from(
    { length: CALLS },
    (_, id) => `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"x"}}\n`,
  )
  for (let at = 0; at < CALLS; at += 500) input.write(calls.slice(at, at + 500).join(''))
  await until(() => input.isPaused(), 'pause')
  expect(events().length).toBeLessThan(CALLS / 2)
  client.read()
  await until(() => client.answers() === CALLS, 'answer to each call')
  input.end()
  expect(await ended).toEqual({ exitCode: 0 })
})

it('gives a client that reads slowly all that the server wrote before it ended, and then its error', async () => {
  const { enforcer } = enforcerFor('version: "1"\n')
  const lines: string[] = []
  let stalls = 0
  const output = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _, done) {
      lines.push(...chunk.toString().trim().split('\n'))
      // Longer than a server that has ended is waited for.
      setTimeout(done, stalls++ === 0 ? 2500 : 0)
    },
  })
  const input = new PassThrough()
  // Three pieces: one is taken, one waits in this process, and one in the pipe.
  const server = 'read -r line; yes "{}" | head -n 60000'
  const ended = proxyStdio(
    enforcer,
    ['sh', '-c', server],
    process.env,
    { input, output },
    new AbortController().signal,
  )
  input.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
  expect((await ended).trouble).toBe('the MCP server ended (exit code 0)')
  await until(() => lines.length === 60_001, 'all lines')
  expect(lines.slice(0, -1).every((line) => line === '{}')).toBe(true)
  expect(lines.at(-1)).toContain('"id":1,"error"')
})
