import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { buildCli } from '@/scripts/build-cli'
import { inCheckout } from '@/scripts/paths'
import type { Report } from './main'

/** Calls of about 1 KB, a thousand a second: 1 MB/s. */
const ARGUMENT = 'x'.repeat(900)
const CALLS = 3000
const PER_SECOND = 1000
/** For the throughput: so many wait for an answer at any time. */
const WINDOW = 64
const BURST = 20_000

const POLICY = `version: "1"
default: deny
tools:
  echo:
    rules:
      - { name: text, conditions: [{ path: args.path, op: regex, value: "^/srv/[a-z]+/" }] }
      - { name: rate, rate_limit: 1000000000/day }
  "*": { rules: [{ name: all, rate_limit: 1000000000/hour }] }
`

/** What our proxy adds to a call, against the same server without it in the same run; with a regular expression and two counters. */
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
    const bare = await measure(server)
    const proxied = await measure([process.execPath, await buildCli(), 'proxy', ...flags, '--', ...server])
    report('bareP50Ms', bare.p50, 'ms')
    report('bareP99Ms', bare.p99, 'ms')
    report('addedP50Ms', proxied.p50 - bare.p50, 'ms')
    report('addedP99Ms', proxied.p99 - bare.p99, 'ms')
    report('bareCallsPerSecond', bare.perSecond, '1/s')
    report('callsPerSecond', proxied.perSecond, '1/s')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure([file = '', ...args]: string[]) {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const client = new Client(child)
  await client.window(500)
  const times = (await client.paced(CALLS)).sort((a, b) => a - b)
  const began = performance.now()
  await client.window(BURST)
  const perSecond = BURST / ((performance.now() - began) / 1000)
  child.stdin.end()
  return { p50: times[Math.floor(CALLS * 0.5)] ?? 0, p99: times[Math.floor(CALLS * 0.99)] ?? 0, perSecond }
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
    this.#stdin.write(
      `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","arguments":{"path":"/srv/notes/today.md","text":"${ARGUMENT}"}}}\n`,
    )
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
