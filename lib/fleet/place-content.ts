import type { Placement } from './proxy-state'
import type { PolicySource } from './policy-source'

/** Content by its digests; a host that has only a sha256 leaves the blob out. */
export interface Digest {
  readonly sha256: string | null
  readonly blob: string | null
}

const NOWHERE: Placement = { kind: 'unknown' }

/** More places than this are not kept: a host can name as many contents as it likes. */
const MOST_KEPT = 50_000

/** Finds where contents are in git; answers are kept, so that they hold until a ref moves. */
export class ContentPlaces {
  readonly #known = new Map<string, Placement>()
  readonly #blobs = new Map<string, Map<string, string>>()

  constructor(private readonly source: PolicySource) {}

  /** Where a blob is, seen from a path on a ref. */
  async place(ref: string, path: string, blob: string | null): Promise<Placement> {
    if (blob === null) return { kind: 'unknown' }
    const key = `${ref}\0${path}\0${blob}`
    const known = this.#known.get(key)
    if (known) return known
    const found = await this.#find(ref, path, blob)
    if (this.#known.size >= MOST_KEPT) this.#known.clear()
    this.#known.set(key, found)
    return found
  }

  /** The same, from what was found before; undefined when it was not asked for yet. */
  known(ref: string, path: string, blob: string | null): Placement | undefined {
    return blob === null ? NOWHERE : this.#known.get(`${ref}\0${path}\0${blob}`)
  }

  /** The blobs of all versions of a path by sha256; undefined before the first `blobsOf`. */
  knownBlobs(ref: string, path: string): ReadonlyMap<string, string> | undefined {
    return this.#blobs.get(`${ref}\0${path}`)
  }

  /** The blobs of all contents that a path ever had on a ref, by their sha256: a host may know that alone. */
  async blobsOf(ref: string, path: string): Promise<ReadonlyMap<string, string>> {
    const key = `${ref}\0${path}`
    const known = this.#blobs.get(key) ?? (await this.#hashVersions(ref, path))
    this.#blobs.set(key, known)
    return known
  }

  /** The blob of a content known by its sha256 alone, if this path ever had it on this ref. */
  async blobOf(ref: string, path: string, digest: Digest): Promise<string | null> {
    if (digest.blob !== null || digest.sha256 === null) return digest.blob
    return (await this.blobsOf(ref, path)).get(digest.sha256) ?? null
  }

  async #find(ref: string, path: string, blob: string): Promise<Placement> {
    const history = await this.source.history(ref)
    if (history === null) return { kind: 'unknown' }
    const { index } = history
    const latest = index.intervalsOf(path, blob).at(-1)
    if (latest) {
      return { kind: 'on-ref', introducedBy: latest.introducedBy, behindBy: index.behindBy(path, blob) ?? 0 }
    }
    const elsewhere = index.findBlob(blob)[0]
    if (elsewhere) return { kind: 'off-ref', path: elsewhere.path }
    const size = await this.source.mirror.objects.sizeOf(blob)
    return size === null ? { kind: 'in-no-commit' } : { kind: 'off-ref', path: null }
  }

  async #hashVersions(ref: string, path: string): Promise<Map<string, string>> {
    const history = await this.source.history(ref)
    const blobs = new Map<string, string>()
    for (const { blob } of history?.index.versionsOf(path) ?? []) {
      const facts = blob === null ? null : await this.source.blobFacts(blob)
      if (blob !== null && facts !== null) blobs.set(facts.sha256, blob)
    }
    return blobs
  }
}
