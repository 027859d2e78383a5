import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { StockProxy } from '@/e2e/stock-proxy'
import { runProxy } from '@/proxy/run-proxy'

/** Beyond the largest process number: a process that cannot be seen. */
const HIDDEN = 2 ** 22 + 1

/** One process that enforces the policy at a path, whichever program it is. */
export interface PolicyProcess {
  /** The note of the policy by which it decides now, asked of the process itself. */
  note(): Promise<string>
  /** Ends with its last word. */
  stop(): Promise<void>
}

export type StartProcess = (place: {
  config: string
  events: string
  state: string
}) => Promise<PolicyProcess>

/** How often processes in a folder of events tried to load a policy once more. */
export function reloadsIn(events: string): number {
  const texts = readdirSync(events).map((name) => readFileSync(join(events, name), 'utf8'))
  return texts.join('').split('"type":"config_reload"').length - 1
}

export const startStock: StartProcess = ({ config, events }) => {
  const proxy = new StockProxy(config, events, HIDDEN)
  proxy.start()
  // As the program does each minute: whoever is silent for 90 s has ended.
  const beat = setInterval(() => proxy.heartbeat(), 30_000)
  return Promise.resolve({
    note: () => Promise.resolve(/description: "(.*)"/.exec(proxy.memory.toString())?.[1] ?? ''),
    stop: () => {
      clearInterval(beat)
      proxy.stop()
      return Promise.resolve()
    },
  })
}

/** Our own proxy, all of it, over HTTP; a denied call is answered without the server behind it. */
export const startLockstep: StartProcess = async ({ config, events, state }) => {
  const stopping = new AbortController()
  const upstream = new URL('http://127.0.0.1:9/mcp')
  let ended: ReturnType<typeof runProxy> | undefined
  const url = await new Promise<string>((resolve, reject) => {
    const say = (line: string) => {
      const [address] = /http:\S+/.exec(line) ?? []
      if (address !== undefined) resolve(address)
    }
    ended = runProxy(
      {
        policy: config,
        server: { upstream, bind: '127.0.0.1', port: 0, allowOrigin: [] },
        events,
        stateDir: state,
        statePrefix: '',
        observeOnly: false,
        recordArguments: [],
        selfTest: () => [],
        version: 'test',
      },
      {
        client: { input: new PassThrough(), output: new PassThrough() },
        env: { NODE_ENV: 'test' },
        signal: stopping.signal,
        say,
      },
    )
    ended.then((end) => reject(new Error(JSON.stringify(end))), reject)
  })
  return {
    note: async () => {
      const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'probe', arguments: {} } }
      const body = JSON.stringify(call)
      const answer = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      })
      return /\[INTERCEPT POLICY DENIED\] ([^"\\]*)/.exec(await answer.text())?.[1] ?? ''
    },
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}
