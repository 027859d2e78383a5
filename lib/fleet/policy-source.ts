import { sha256 } from '@/lib/git/content-digest'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import {
  CONFIGURATION_MAX_BYTES,
  DEFAULT_CONFIGURATION,
  environmentNamed,
  parseConfiguration,
  type Configuration,
  type Pin,
} from '@/lib/repository/configuration'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { KeptAnswers } from '@/lib/kept-answers'
import type { Desired } from '@/lib/wire/desired'
import { MAX_POLICY_BYTES } from '@/lib/wire/terms'

/** What decides which content a proxy should run; all of it but the registration lives in git. */
export interface Following {
  readonly name: string
  readonly environment: string
  /** Full repository path. */
  readonly policyPath: string
}

export interface DesiredPolicy {
  readonly desired: Desired
  /** Short name of the ref that it follows. */
  readonly ref: string
  readonly allowanceMs: number
  /** The pin that counts now, or null. */
  readonly pin: Pin | null
  /** A pin on this proxy that is over; its end may be when desired changed. */
  readonly endedPin: Pin | null
}

interface Head {
  readonly configuration: Configuration
  /** What brought the version in force, 40 hex; null while the defaults hold. */
  readonly commit: string | null
}

interface BlobFacts {
  readonly sha256: string
  readonly size: number
}

/** Instants between which people go back and forth, and merges whose rollouts are followed. */
const KEPT_SETTINGS = 200
/** Contents of policies that are kept to be handed out. */
const KEPT_CONTENTS = 16

/** Git as the fleet asks it: settings, desired content and histories, kept until a ref moves. */
export class PolicySource {
  readonly #listeners = new Set<() => void>()
  readonly #blobs = new Map<string, BlobFacts>()
  #head: Promise<Head> | null = null
  readonly #settings = new KeptAnswers<Configuration>(KEPT_SETTINGS)
  #histories = new Map<string, Promise<RefHistory | null>>()
  /** A merge wakes every proxy at once, and most of them want the same. */
  #desired = new Map<string, Promise<Desired>>()
  readonly #contents = new Map<string, Promise<Buffer | null>>()
  #state: object = {}

  /** `defaultBranch` is a short name. */
  constructor(
    readonly mirror: Mirror,
    readonly defaultBranch: string,
  ) {
    mirror.onMove(() => this.moved())
  }

  /** Another object after each move of a ref. */
  get state(): object {
    return this.#state
  }

  /** A ref moved: forgets what was kept and wakes everybody who waits. */
  moved(): void {
    this.#state = {}
    this.#head = null
    this.#histories = new Map()
    this.#desired = new Map()
    for (const listener of this.#listeners) listener()
  }

  /** Calls back at every move until the returned function is called. */
  onMove(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The settings in force. A broken `.lockstep.yaml` changes nothing: the last good one stays in force. */
  head(): Promise<Head> {
    this.#head ??= this.#readHead(Infinity)
    return this.#head
  }

  /** The settings that were in force while the default branch stood at a commit: nothing that came later counts. */
  configurationAt(commit: string): Promise<Configuration> {
    return this.#settings.get(commit, () => this.#readSettings(commit))
  }

  async #readSettings(commit: string): Promise<Configuration> {
    const history = await this.history(this.defaultBranch)
    const position = history?.index.positionOf(commit) ?? null
    // The branch was moved to another line since: the tip of then may still be there.
    if (position === null) return (await readConfiguration(this.mirror.objects, commit)).configuration
    return (await this.#readHead(position)).configuration
  }

  /** The first-parent history of a branch by its short name, or null when there is none. */
  history(ref: string): Promise<RefHistory | null> {
    const kept = this.#histories.get(ref) ?? this.mirror.history(`refs/heads/${ref}`)
    this.#histories.set(ref, kept)
    return kept
  }

  /** What a proxy should run at `now`. */
  async desiredOf(proxy: Following, now: Date): Promise<DesiredPolicy> {
    const { configuration } = await this.head()
    const environment = environmentNamed(configuration, proxy.environment)
    const ref = environment.ref ?? this.defaultBranch
    const pins = configuration.pins.filter((pin) => pin.proxy === proxy.name)
    const pin = pins.find(({ until }) => Date.parse(until) > now.getTime()) ?? null
    const endedPin = pins.find(({ until }) => Date.parse(until) <= now.getTime()) ?? null
    const key = `${ref}\0${pin?.commit ?? ''}\0${proxy.policyPath}`
    const reading = this.#desired.get(key) ?? this.#read(ref, pin, proxy.policyPath)
    this.#desired.set(key, reading)
    // What could not be read is asked for again.
    reading.catch(() => this.#desired.delete(key))
    const desired = await reading
    return { desired, ref, allowanceMs: environment.allowanceMs, pin, endedPin }
  }

  /** The bytes of a blob, or null when the mirror does not hold it. */
  content(blob: string): Promise<Buffer | null> {
    const kept = this.#contents.get(blob)
    if (kept !== undefined) return kept
    const reading = this.#readContent(blob)
    if (this.#contents.size >= KEPT_CONTENTS) this.#contents.clear()
    this.#contents.set(blob, reading)
    reading.catch(() => this.#contents.delete(blob))
    return reading
  }

  async #readContent(blob: string): Promise<Buffer | null> {
    const read = await this.mirror.objects.readBlob(blob, MAX_POLICY_BYTES)
    return read.kind === 'file' ? read.bytes : null
  }

  /** sha256 and size of a blob; null when it is missing or too large to be a policy. */
  async blobFacts(blob: string): Promise<BlobFacts | null> {
    const known = this.#blobs.get(blob)
    if (known) return known
    const bytes = await this.content(blob)
    if (bytes === null) return null
    const facts = { sha256: sha256(bytes), size: bytes.length }
    this.#blobs.set(blob, facts)
    return facts
  }

  async #read(ref: string, pin: Pin | null, path: string): Promise<Desired> {
    const unknown = (reason: string): Desired => ({ kind: 'unknown', path, reason })
    const history = await this.history(ref)
    if (history === null) return unknown(`the branch ${ref} is not in Lockstep's copy of the repository`)
    const commit = pin?.commit ?? history.tip
    const { objects } = this.mirror
    if (pin !== null && (await objects.readCommit(pin.commit)) === null) {
      return unknown(
        `the pinned commit ${pin.commit.slice(0, 7)} is not in Lockstep's copy of the repository`,
      )
    }
    const entry = await objects.entryAt(commit, path)
    if (entry === null) {
      const existed = history.index.versionsOf(path).length > 0
      return existed ? { kind: 'removed', commit, path } : unknown(`${path} never existed on ${ref}`)
    }
    if (entry.type !== 'file' && entry.type !== 'executable')
      return unknown(`${path} is a ${entry.type} in git`)
    const facts = await this.blobFacts(entry.sha)
    if (facts === null) return unknown(`${path} is too large to be a policy`)
    return { kind: 'file', commit, blob: entry.sha, ...facts, path, pinned: pin !== null }
  }

  /** As of a position of the default branch. */
  async #readHead(position: number): Promise<Head> {
    const history = await this.history(this.defaultBranch)
    if (history === null) return { configuration: DEFAULT_CONFIGURATION, commit: null }
    for (const { blob, from } of history.index.contentChanges(CONFIGURATION_PATH).toReversed()) {
      if (from > position) continue
      if (blob === null) break
      const read = await this.mirror.objects.readBlob(blob, CONFIGURATION_MAX_BYTES)
      const parsed = read.kind === 'file' ? parseConfiguration(read.bytes.toString('utf8')) : null
      if (parsed?.ok) return { configuration: parsed.configuration, commit: history.index.commitAt(from) }
    }
    return { configuration: DEFAULT_CONFIGURATION, commit: null }
  }
}
