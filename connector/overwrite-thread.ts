import { Worker } from 'node:worker_threads'
import * as z from 'zod'
import type { LivePlace } from './live-place'
import { moment, type Moment } from './moment'
import { overwriteFile, type WrittenFile } from './overwrite-file'

/** A thread without work for so long ends: it takes some megabytes. */
const IDLE_MS = 10_000

const PROGRAM = `
  const disk = require('node:fs')
  const { parentPort } = require('node:worker_threads')
  const overwrite = ${overwriteFile.toString()}
  const moment = ${moment.toString()}
  parentPort.on('message', ({ id, path, bytes, place }) => {
    try {
      parentPort.postMessage({ id, ...overwrite(disk, path, bytes, place), at: moment() })
    } catch (error) {
      parentPort.postMessage({ id, problem: error instanceof Error ? error.message : String(error) })
    }
  })`

const told = z.union([
  z.object({
    id: z.number(),
    file: z.number(),
    dev: z.bigint(),
    ino: z.bigint(),
    ctimeNs: z.bigint(),
    at: z.object({ wall: z.number(), steady: z.number() }),
  }),
  z.object({ id: z.number(), problem: z.string() }),
])

/** What was written, and a moment behind it. */
export interface TimedFile extends WrittenFile {
  readonly at: Moment
}

interface Waiting {
  readonly resolve: (written: TimedFile) => void
  readonly reject: (error: Error) => void
}

/** A thread and the writes that were given to it: its end says nothing about those of another one. */
interface Writer {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
}

/**
 * Overwrites files in a thread of its own. Truncating a file waits for the disk where blocks are given back at once (a mount with discard):
 * a millisecond each, and a host has hundreds of proxies. In the pool of asynchronous calls the file would stay empty until this
 * program comes to its next step, and a proxy could read it so.
 */
export class OverwriteThread {
  #writer: Writer | null = null
  #last = 0
  #idle: NodeJS.Timeout | undefined

  /** The open file, once it is written. Rejects when it was not written, or the thread ended before it said so. */
  overwrite(path: string, bytes: Uint8Array, place: LivePlace | null): Promise<TimedFile> {
    const { worker, waiting } = (this.#writer ??= this.#start())
    clearTimeout(this.#idle)
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, path, bytes, place }, [])
    })
  }

  /** Ends the thread; the next file begins another one. Files that it wrote stay open. */
  async end(): Promise<void> {
    const writer = this.#writer
    this.#writer = null
    await writer?.worker.terminate()
  }

  #start(): Writer {
    const worker = new Worker(PROGRAM, {
      eval: true,
      execArgv: [],
      // Files are given away: otherwise its end closes their numbers, which are those of other files by then.
      trackUnmanagedFds: false,
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
    })
    const writer: Writer = { worker, waiting: new Map() }
    worker.on('message', (message: unknown) => this.#hear(writer, told.parse(message)))
    // Said by `exit` too, which always comes.
    worker.on('error', () => undefined)
    worker.on('exit', () => {
      if (this.#writer === writer) this.#writer = null
      for (const { reject } of writer.waiting.values()) reject(new Error('the thread that writes ended'))
      writer.waiting.clear()
    })
    return writer
  }

  #hear(writer: Writer, message: z.infer<typeof told>): void {
    const asked = writer.waiting.get(message.id)
    writer.waiting.delete(message.id)
    if ('file' in message) asked?.resolve(message)
    else asked?.reject(new Error(message.problem))
    if (writer.waiting.size > 0 || writer !== this.#writer) return
    writer.worker.unref()
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => void this.end(), IDLE_MS).unref()
  }
}
