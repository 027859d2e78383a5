import type { AttemptFact, ContentFact } from '@/lib/wire/report'
import { MAX_POLICY_BYTES } from '@/lib/wire/terms'
import { digestOf, sha256Of } from './digest'
import type { LiveFile } from './live-file'
import { readRegular } from './live-place'
import type { Observation } from './observe-file'
import type { ProxySettings } from './settings'
import { refusalOf } from './validate-content'
import { writeInPlace } from './write-in-place'

/** Somebody who keeps changing the live file is not fought with more often than this; doubled each time, up to a minute. */
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60_000

/** The policy that should lie at the live path, wherever it came from. */
export interface Wanted {
  readonly bytes: Uint8Array
  readonly sha256: string
  readonly blob: string
  /** `Lockstep`, `git`, or the source path. */
  readonly source: string
}

export function wantedOf(bytes: Uint8Array, source: string): Wanted {
  return { bytes, ...digestOf(bytes), source }
}

/** Brings the wanted policy to the live path, and remembers what lies there. */
export class Delivery {
  wanted: Wanted | null = null
  delivered: ContentFact | null = null
  refused: AttemptFact | null = null
  /** When the live file became what is wanted, ms since the epoch; null while it is not. */
  arrivedAt: number | null = null
  #pauseMs = FIRST_PAUSE_MS
  #notBefore = 0
  #writtenSha = ''
  #writing: Promise<void> | null = null

  constructor(
    private readonly settings: ProxySettings,
    private readonly live: LiveFile,
    private readonly stateDirectory: string,
    private readonly options: {
      readonly say: (line: string) => void
      /** A write is about to begin: nothing that it brings about has happened yet. */
      readonly onWriting: () => void
      /** A write ended: look again. */
      readonly onWritten: () => void
    },
  ) {}

  /** Looks at the live file and writes it when it should be another one. */
  reconcile(now: Date, { dryRun, isWhole }: { dryRun: boolean; isWhole: boolean }): void {
    this.#see(isWhole ? this.live.look().now : this.live.glance(), now)
    const { wanted } = this
    if (wanted === null || this.settings.mode === 'observe') return
    const error = refusalOf(wanted.bytes, this.settings.engine, wanted.sha256)
    if (error !== null) this.#refuse(wanted, error, now)
    else {
      this.refused = null
      if (this.delivered?.sha256 !== wanted.sha256) this.#write(wanted, now, dryRun)
    }
    this.#noteArrival(now)
  }

  /** Writes the same bytes again, so that a process whose load cannot be proved says what it loads. */
  rewrite(): boolean {
    const { wanted } = this
    if (wanted === null || this.refused !== null || this.delivered?.sha256 !== wanted.sha256) return false
    if (this.#writing !== null) return false
    void this.#put(wanted)
    return true
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    while (this.#writing !== null) await this.#writing
  }

  /**
   * Writes the wanted policy because a person asked, also over the same bytes: a process that holds something else then loads it.
   * `sha256` is what git wants. Null when it was written, else why not.
   */
  async restore(sha256: string | null, now: Date): Promise<string | null> {
    await this.settled()
    const { wanted } = this
    const { mode, engine } = this.settings
    if (mode === 'observe') return 'Mode observe writes nothing.'
    if (wanted === null) return 'Nothing was brought yet that could be written.'
    if (wanted.sha256 !== sha256)
      return mode === 'relay'
        ? `The source ${wanted.source} does not hold what git wants: what fills it must bring that first, or it would be written over again.`
        : 'It does not have what git wants now; it will write that when it arrives.'
    const refusal = refusalOf(wanted.bytes, engine, wanted.sha256)
    if (refusal !== null) return `${engine} would refuse it: ${refusal}`
    const problem = await this.#put(wanted)
    this.#see(this.live.look().now, now)
    return problem === null ? null : `The file cannot be written: ${problem}`
  }

  #put(wanted: Wanted): Promise<string | null> {
    const writing = this.#putAndTell(wanted)
    this.#writing = writing.then(() => undefined)
    return writing
  }

  /** Null when it was written, else why not. */
  async #putAndTell(wanted: Wanted): Promise<string | null> {
    const { say, onWriting, onWritten } = this.options
    const { path } = this.live
    const before = this.live.newest
    let problem: string | null = null
    try {
      const written = await writeInPlace(path, wanted.bytes, this.stateDirectory, () => {
        this.live.writes()
        onWriting()
      })
      this.live.wrote({ ...written, sha256: wanted.sha256, before })
      if (wanted.sha256 !== this.delivered?.sha256) say(`wrote ${wanted.sha256.slice(0, 12)} to ${path}`)
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
      say(`cannot write ${path}: ${problem}`)
    }
    this.#writing = null
    // Whatever loads it does so later than this.
    this.live.look()
    onWritten()
    return problem
  }

  #see({ content, error }: Observation, now: Date): void {
    const sha256 = content?.sha256 ?? null
    if (this.delivered !== null && this.delivered.sha256 === sha256 && this.delivered.error === error) return
    const { path } = this.live
    this.delivered = {
      sha256,
      blob: content?.blob ?? null,
      path,
      at: now.toISOString(),
      source: 'disk',
      error,
    }
  }

  #refuse(wanted: Wanted, error: string, now: Date): void {
    if (this.refused?.sha256 === wanted.sha256) return
    const { sha256, blob, source } = wanted
    this.refused = {
      sha256,
      blob,
      path: this.live.path,
      at: now.toISOString(),
      source,
      error,
      result: 'failure',
    }
    this.options.say(`not written, ${this.settings.engine} would refuse it: ${error}`)
  }

  #write(wanted: Wanted, now: Date, dryRun: boolean): void {
    if (wanted.sha256 !== this.#writtenSha) {
      this.#pauseMs = FIRST_PAUSE_MS
      this.#notBefore = 0
    }
    if (now.getTime() < this.#notBefore || this.#writing !== null) return
    if (dryRun) return this.options.say(`would write ${wanted.sha256.slice(0, 12)} to ${this.live.path}`)
    void this.#put(wanted)
    this.#writtenSha = wanted.sha256
    this.#notBefore = now.getTime() + this.#pauseMs
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2)
  }

  #noteArrival(now: Date): void {
    const there = this.wanted !== null && this.delivered?.sha256 === this.wanted.sha256
    this.arrivedAt = there ? (this.arrivedAt ?? now.getTime()) : null
  }
}

/** The bytes that a delivery tool put into the source path; null while there is none. */
export function readSource(source: LiveFile, now: Date): { fact: ContentFact; bytes: Uint8Array | null } {
  const { content, error } = source.look().now
  let bytes: Uint8Array | null = null
  try {
    bytes = content === null ? null : readRegular(source.path, MAX_POLICY_BYTES)
  } catch {
    bytes = null
  }
  // Changed between the look and the reading: the next look comes at once.
  if (bytes !== null && sha256Of(bytes) !== content?.sha256) bytes = null
  const digest = content ?? { sha256: null, blob: null }
  return { fact: { ...digest, path: source.path, at: now.toISOString(), source: 'source', error }, bytes }
}
