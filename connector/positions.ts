import { join } from 'node:path'
import * as z from 'zod'
import { attemptFact, runningFact } from '@/lib/wire/report'
import { evidence, sha256Hex } from '@/lib/wire/terms'
import { placeOf, readJson, writeDurably } from './state-directory'

/** Which policy ran from an offset on. */
export const segment = z.object({
  from: z.number(),
  sha256: sha256Hex.nullable(),
  blob: z.string().nullable(),
  evidence,
})
export type Segment = z.infer<typeof segment>

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
  attempted: attemptFact.nullable(),
  running: runningFact.nullable(),
  lastEventAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  matched: z.boolean(),
})
export type StoredFile = z.infer<typeof storedFile>

const stored = z.object({ place: z.string(), boot: z.uuid().nullable(), files: z.array(storedFile) })

/** The durable part of a connector's knowledge about one proxy. Written only after the server's acknowledgement. */
export class Positions {
  #files = new Map<string, StoredFile>()
  /** The boot before this one; null for the first, and where the directory was copied to. */
  previousBoot: string | null = null
  /** The state directory is a copy of another: whoever has the original goes on with it. */
  readonly cloned: boolean
  readonly #path: string
  readonly #place: string

  constructor(
    directory: string,
    private readonly boot: string,
  ) {
    this.#path = join(directory, 'positions.json')
    this.#place = placeOf(directory)
    const found = readJson(this.#path, stored)
    this.cloned = found !== null && found.place !== this.#place
    if (found === null || this.cloned) return
    this.previousBoot = found.boot
    this.#files = new Map(found.files.map((file) => [file.id, file]))
  }

  files(): readonly StoredFile[] {
    return [...this.#files.values()]
  }

  /** The file with this identity, or null: the id of a file is minted once. */
  find(dev: bigint, ino: bigint, firstLine: string): StoredFile | null {
    const [d, i] = [String(dev), String(ino)]
    return (
      this.files().find((file) => file.dev === d && file.ino === i && file.firstLine === firstLine) ?? null
    )
  }

  set(file: StoredFile): void {
    this.#files.set(file.id, file)
  }

  delete(id: string): void {
    this.#files.delete(id)
  }

  /** Makes all of it durable. */
  save(): void {
    writeDurably(this.#path, JSON.stringify({ place: this.#place, boot: this.boot, files: this.files() }))
  }
}
