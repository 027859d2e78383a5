import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { buildCli } from '@/scripts/build-cli'
import { inCheckout } from '@/scripts/paths'
import type { Report } from './main'
import { HttpCaller, startServer } from './proxy/http-calls'

/** Calls of about 1 KB, a thousand a second: 1 MB/s. */
const ARGUMENT = 'x'.repeat(900)
const CALLS = 3000
const PER_SECOND = 1000
/** For the throughput: so many wait for an answer at any time. */
const WINDOW = 64
const BURST = 20_000
/** Calls before any is measured: until all of the servers' code is compiled. */
const WARM = 5000
/** How often the servers take turns over HTTP. */
const HTTP_TURNS = 3

const POLICY = `version: "1"
default: deny
tools:
  echo:
    rules:
      - { name: text, conditions: [{ path: args.path, op: regex, value: "^/srv/[a-z]+/" }] }
      - { name: rate, rate_limit: 1000000000/day }
  "*": { rules: [{ name: all, rate_limit: 1000000000/hour }] }
`

/**
 * What our proxy adds to a call at a steady rate, against the same server without it in the same run; with a regular expression and two
 * counters. The load of the machine at the start is printed with it: on busy cores each hop waits for its turn, and the figures say little.
 */
export async function proxy(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
  try {
    const policy = join(folder, 'policy.yaml')
    writeFileSync(policy, POLICY)
    const server = [process.execPath, inCheckout('bench/echo-server.mjs')]
    const flags = [
      '--policy',
      policy,
      '--events',
      join(folder, 'events'),
      '--state-dir',
      join(folder, 'state'),
    ]
    report('loadPerCore', (loadavg()[0] ?? 0) / availableParallelism(), '')
    const bare = await measure(server)
    const proxied = await measure([process.execPath, await buildCli(), 'proxy', ...flags, '--', ...server])
    report('bareP50Ms', bare.p50, 'ms')
    report('bareP99Ms', bare.p99, 'ms')
    report('addedP50Ms', proxied.p50 - bare.p50, 'ms')
    report('addedP99Ms', proxied.p99 - bare.p99, 'ms')
    report('bareCallsPerSecond', bare.perSecond, '1/s')
    report('callsPerSecond', proxied.perSecond, '1/s')
    await overHttp(flags, report)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same over HTTP. The two are measured in turns, so that what else the machine does is in both. */
async function overHttp(flags: string[], report: Report): Promise<void> {
  const echo = await startServer(process.execPath, [inCheckout('bench/echo-http-server.mjs')])
  const args = [await buildCli(), 'proxy', ...flags, '--upstream', echo.url]
  const proxied = await startServer(process.execPath, args)
  const callers = [echo.url, proxied.url].map((url) => ({
    caller: new HttpCaller(url, callLine),
    times: new Array<number>(),
  }))
  try {
    for (const { caller } of callers) await caller.warm(WARM, 4)
    for (let turn = 0; turn < HTTP_TURNS; turn += 1)
      for (const { caller, times } of callers)
        times.push(...(await caller.paced(CALLS / HTTP_TURNS, PER_SECOND)))
    const [bare, added] = callers.map(({ times }) => quantiles(times))
    if (bare === undefined || added === undefined) throw new RangeError('two are measured')
    report('httpBareP50Ms', bare.p50, 'ms')
    report('httpBareP99Ms', bare.p99, 'ms')
    report('httpAddedP50Ms', added.p50 - bare.p50, 'ms')
    report('httpAddedP99Ms', added.p99 - bare.p99, 'ms')
  } finally {
    for (const { caller } of callers) caller.close()
    proxied.child.kill()
    echo.child.kill()
  }
}

function quantiles(times: readonly number[]): { p50: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

function callLine(id: number): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","arguments":{"path":"/srv/notes/today.md","text":"${ARGUMENT}"}}}`
}

async function measure([file = '', ...args]: string[]) {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const client = new Client(child)
  await client.window(WARM)
  const paced = quantiles(await client.paced(CALLS))
  const began = performance.now()
  await client.window(BURST)
  const perSecond = BURST / ((performance.now() - began) / 1000)
  child.stdin.end()
  return { ...paced, perSecond }
}

/** A client that only counts lines: its own work must not be measured. */
class Client {
  readonly #stdin: Writable
  readonly #sent = new Map<number, number>()
  #next = 0
  #onAnswer: (milliseconds: number) => void = () => {}

  constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#stdin = child.stdin
    let held = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (held + chunk.toString('latin1')).split('\n')
      held = lines.pop() ?? ''
      for (const line of lines) this.#answered(line)
    })
  }

  /** Sends calls at a steady rate; resolves to the time of each. */
  paced(count: number): Promise<number[]> {
    const times: number[] = []
    const began = performance.now()
    let sent = 0
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(count, ((performance.now() - began) / 1000) * PER_SECOND)
        for (; sent < due; sent++) this.#send()
      }, 1)
      this.#onAnswer = (milliseconds) => {
        times.push(milliseconds)
        if (times.length < count) return
        clearInterval(timer)
        resolve(times)
      }
    })
  }

  /** Sends as fast as answers come. */
  window(count: number): Promise<void> {
    let left = count
    let answers = 0
    return new Promise((resolve) => {
      const fill = () => {
        while (left > 0 && this.#sent.size < WINDOW) {
          left--
          this.#send()
        }
      }
      this.#onAnswer = () => {
        if (++answers === count) resolve()
        else fill()
      }
      fill()
    })
  }

  #send(): void {
    const id = ++this.#next
    this.#sent.set(id, performance.now())
    this.#stdin.write(`${callLine(id)}\n`)
  }

  #answered(line: string): void {
    const id = Number(/"id":(\d+),"result":\{"content/.exec(line)?.[1])
    const sent = this.#sent.get(id)
    if (sent === undefined || line.includes('DENIED'))
      throw new Error(`unexpected answer: ${line.slice(0, 200)}`)
    this.#sent.delete(id)
    this.#onAnswer(performance.now() - sent)
  }
}
