import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { policyText } from '@/lib/fleet/testing/start-fleet'
import { inCheckout } from '@/scripts/paths'
import { digestOf } from './digest'
import { LiveFile } from './live-file'
import { moment } from './moment'
import { tellLater } from './own-watch'
import { startTicksOf } from './process-start'
import { StockHost } from './testing/stock-host'

const on = new StockHost()
const LOAD = {
  instance: '',
  at: '',
  kind: 'startup',
  result: 'success',
  sha256: null,
  blob: null,
  error: null,
  evidence: 2,
} as const
let child: ChildProcess | null = null
afterEach(() => void child?.kill())

/** A stock process in a program of its own, whose watch the kernel shows. It runs before any connector does. */
async function startAlone(): Promise<void> {
  writeFileSync(on.config(), policyText(`start ${on.count}`))
  // The kernel tells the start of a process to about 20 ms: the file lay there before.
  await on.until(() =>
    Promise.resolve(expect(Date.now() - statSync(on.config()).ctimeMs).toBeGreaterThan(200)),
  )
  const args = ['--import', 'tsx', inCheckout('e2e', 'stock-agent.ts'), on.config(), on.events()]
  child = spawn(process.execPath, args, { cwd: inCheckout(), stdio: ['pipe', 'ignore', 'inherit'] })
  await on.until(() => {
    const texts = readdirSync(on.events()).map((name) => readFileSync(join(on.events(), name), 'utf8'))
    return Promise.resolve(expect(texts.join('')).toContain('"tool_call"'))
  })
}

const observe = () => on.connect({ proxies: [on.settings({ mode: 'observe' })] })

it('a process that ran before its connector is proved by its own watch of the file', async () => {
  await startAlone()
  observe()
  await on.becomes('IN_SYNC')
  expect((await on.seen()).running).toMatchObject([{ evidence: 3 }])
})

it('a process tells nothing of a file that it does not watch, nor before it would have tried what was written', async () => {
  await startAlone()
  const other = join(on.folder, 'other.yaml')
  writeFileSync(other, readFileSync(on.config()))
  const [start = '{}'] = readFileSync(join(on.events(), readdirSync(on.events())[0] ?? ''), 'utf8').split(
    '\n',
  )
  const { pid } = z.object({ pid: z.number() }).parse(JSON.parse(start))
  const told = (path: string, openMs: number) => {
    const live = new LiveFile(path, { stir: () => {}, renewed: () => {} })
    live.look()
    // The event stood in its file at the first look.
    const { wall, steady } = moment()
    const seenAt = { wall: wall - openMs, steady: steady - openMs }
    const witness = { absentAt: null, seenAt, toldAt: wall - openMs, readingMs: 0 }
    const open = { offset: 0, way: live.way, witness, load: LOAD }
    const digest = tellLater(open, { pid, startTicks: startTicksOf(pid) ?? '' }, live)
    live.close()
    return digest
  }
  expect(told(on.config(), 2_000)).toEqual(digestOf(readFileSync(on.config())))
  expect(told(on.config(), 0)).toBe('wait')
  expect(told(other, 2_000)).toBeNull()
})

it('a load that was read before its connector heard that its own write had ended is proved once it hears, and only by a write of before', async () => {
  await startAlone()
  const { pid } = z
    .object({ pid: z.number() })
    .parse(
      JSON.parse(
        readFileSync(join(on.events(), readdirSync(on.events())[0] ?? ''), 'utf8').split('\n')[0] ?? '',
      ),
    )
  const told = (writtenMsBefore: number) => {
    const live = new LiveFile(on.config(), { stir: () => {}, renewed: () => {} })
    const { parts, content } = live.look().now
    const seenAt = moment()
    const before = (ms: number) => ({ wall: seenAt.wall - ms, steady: seenAt.steady - ms })
    // It was absent just before the write, and says that it came 100 ms after it.
    const witness = { absentAt: before(400), seenAt, toldAt: seenAt.wall - 290, readingMs: 0 }
    const open = { offset: 0, way: live.way, witness, load: LOAD }
    const tell = () => tellLater(open, { pid, startTicks: startTicksOf(pid) ?? '' }, live)
    const first = tell()
    const file = parts.at(-1)
    if (file === undefined || content === null) throw new Error('nothing lies there')
    const { dev, ino, ctimeNs } = file
    live.wrote({
      sha256: content.sha256,
      dev,
      ino,
      ctimeNs,
      at: before(writtenMsBefore),
      before: live.newest,
    })
    const then = tell()
    live.close()
    return [first, then]
  }
  expect(told(390)).toEqual(['wait', digestOf(readFileSync(on.config()))])
  // The event is older than the write, or about as old.
  expect(told(200)).toEqual(['wait', 'wait'])
  expect(told(300)).toEqual(['wait', 'wait'])
})
