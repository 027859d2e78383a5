import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { attemptFact, loadReport, runningFact } from '@/lib/wire/report'
import { evidence, sha256Hex } from '@/lib/wire/terms'
import { overwriteSealed, readSealed } from './sealed-file'
import { isSamePlace, placeOf, readJson, writeDurably } from './state-directory'

/** Which policy ran from an offset on. */
export const segment = z.object({
  from: z.number(),
  sha256: sha256Hex.nullable(),
  blob: z.string().nullable(),
  evidence,
})
export type Segment = z.infer<typeof segment>

/** What its start event says of a process. */
export const processStart = z.object({
  startedAt: z.string(),
  pid: z.number().nullable(),
  server: z.string().nullable(),
  config: z.string().nullable(),
  observeOnly: z.boolean(),
})
export type ProcessStart = z.infer<typeof processStart>

/** What was proved of a load, so that it need not be proved again when its line is read again. */
export const loadProof = z.object({
  offset: z.number(),
  at: z.string(),
  sha256: sha256Hex.nullable(),
  blob: z.string().nullable(),
  evidence,
  /** `LiveFile.way` at that time. */
  way: z.string().nullable(),
})
export type LoadProof = z.infer<typeof loadProof>

/** One event file as of what the server has acknowledged: where a connector that was killed goes on. */
const storedFile = z.object({
  id: z.uuid(),
  dev: z.string(),
  ino: z.string(),
  firstLine: sha256Hex,
  name: z.string(),
  instanceId: z.uuid(),
  nativeId: z.string(),
  acked: z.number(),
  /** How long the file was when it was last seen: what is missing of it later is a gap. */
  size: z.number(),
  segment,
  /** What ran before, and what was told of it, for a server that was restored from a backup. */
  before: z
    .object({ segments: z.array(segment), loads: z.array(loadReport) })
    .default({ segments: [], loads: [] }),
  attempted: attemptFact.nullable(),
  running: runningFact.nullable(),
  lastEventAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  matched: z.boolean(),
  /** How, where that is known: what was told by where a process stands cannot be found again once it is over. */
  matchedBy: z.enum(['configured', 'process', 'config']).nullable().default(null),
  /** `EventFile.tail` at `acked` and at `size`; null where nobody looked. A file that has others there is not this one any more. */
  tails: z
    .object({
      acked: sha256Hex.nullable().default(null),
      size: sha256Hex.nullable().default(null),
      /** SHA-256 of the line that ends at `acked`. */
      line: sha256Hex.nullable().default(null),
    })
    .default({ acked: null, size: null, line: null }),
  /** Lines before this offset are in the log under another id: the file is what is left of one that was followed. */
  sentTo: z.number().default(0),
  /** Numbers of the events before `acked` and before `size`, where the program numbers them. */
  numbers: z
    .object({ acked: z.number().nullable(), size: z.number().nullable() })
    .default({ acked: null, size: null }),
  /** The newest event of its process in files before this one. */
  follows: z.object({ number: z.number(), at: z.string().nullable() }).nullable().default(null),
  /** Not in the file itself once that was truncated; null where it was never seen. */
  start: processStart.nullable().default(null),
  proof: loadProof.nullable().default(null),
})
export type StoredFile = z.infer<typeof storedFile>

const stored = z.object({
  place: z.string(),
  boot: z.uuid().nullable(),
  previousBoot: z.uuid().nullable().default(null),
  /** The server has answered a report of this boot; until then the next start goes on with it. */
  answered: z.boolean().default(true),
  /** Starts of this boot before this one. */
  starts: z.number().default(0),
  /** Counts what was stored: the higher one of the two files is the newer. */
  turn: z.number().default(0),
  files: z.array(storedFile),
})

/**
 * The durable part of a connector's knowledge about one proxy. `positions.json` is on the disk once `save` returns; `positions.recent`
 * survives the process, and a power cut only perhaps: then what was acknowledged meanwhile is sent again, which the server knows by its
 * offsets.
 */
export class Positions {
  #files = new Map<string, StoredFile>()
  /** Names this start to the server, or this and those before it that the server never answered: it may know none of them. */
  readonly boot: string
  /** The boot before this one; null for the first, and where the directory was copied to. */
  readonly previousBoot: string | null = null
  /** How many starts of this boot the server did not answer: it may have stored a report of each. */
  readonly starts: number = 0
  /** The state directory is a copy of another: whoever has the original goes on with it. */
  readonly cloned: boolean
  readonly #path: string
  readonly #recent: string
  #turn = 0
  readonly #place: string
  #answered = false

  constructor(directory: string) {
    this.boot = randomUUID()
    this.#path = join(directory, 'positions.json')
    this.#recent = join(directory, 'positions.recent')
    this.#place = placeOf(directory)
    const [saved, kept] = [readJson(this.#path, stored), readKept(this.#recent)]
    const found = (kept?.turn ?? 0) > (saved?.turn ?? 0) ? kept : saved
    this.cloned = found !== null && !isSamePlace(found.place, this.#place)
    if (found === null || this.cloned) return
    if (found.answered || found.boot === null) this.previousBoot = found.boot
    else {
      this.boot = found.boot
      this.previousBoot = found.previousBoot
      this.starts = found.starts + 1
    }
    this.#turn = found.turn
    this.#files = new Map(found.files.map((file) => [file.id, file]))
  }

  files(): readonly StoredFile[] {
    return [...this.#files.values()]
  }

  /** What is kept of one. */
  of(id: string): StoredFile | undefined {
    return this.#files.get(id)
  }

  /** The files that stood in an inode with this first line: more than one when it was cut back. */
  find(dev: bigint, ino: bigint, firstLine: string): StoredFile[] {
    const [d, i] = [String(dev), String(ino)]
    return this.files().filter((file) => file.dev === d && file.ino === i && file.firstLine === firstLine)
  }

  set(file: StoredFile): void {
    this.#files.set(file.id, file)
  }

  delete(id: string): void {
    this.#files.delete(id)
  }

  /** The server has answered a report, and knows this boot. */
  noteAnswer(): void {
    if (this.#answered) return
    this.#answered = true
    this.save()
  }

  /** Makes all of it durable, power cuts included. */
  save(): void {
    writeDurably(this.#path, this.#next())
  }

  /** Keeps all of it for the next start, without waiting for the disk. */
  keep(): void {
    overwriteSealed(this.#recent, Buffer.from(this.#next()))
  }

  #next(): string {
    this.#turn += 1
    const { boot, previousBoot, starts } = this
    const [place, answered, turn] = [this.#place, this.#answered, this.#turn]
    return JSON.stringify({ place, boot, previousBoot, answered, starts, turn, files: this.files() })
  }
}

function readKept(path: string): z.infer<typeof stored> | null {
  const content = readSealed(path)
  if (content === null) return null
  const parsed = stored.safeParse(JSON.parse(content.toString('utf8')))
  return parsed.success ? parsed.data : null
}
