import { createHash } from 'node:crypto'
import type { Database } from '@/lib/db/database'
import { UnderWay } from '@/lib/under-way'
import { attributionOfFile, type Attribute } from './attribute-denial'

/** Policies that a process keeps parsed for attribution. */
const REMEMBERED = 200

/** Reads a blob of the mirror by its git id; null when it holds none or it is too large for a policy. */
export type ReadBlob = (blob: string) => Promise<Uint8Array | null>

export interface RunningPolicy {
  /** policy_digest.id. */
  readonly id: number
  readonly attribute: Attribute
}

interface LookedUp extends RunningPolicy {
  readonly found: boolean
}

const NOTHING: Attribute = () => null

/** The policies that decisions were made by: their numbers in the log, and which rule says which text. */
export class RunningPolicies {
  readonly #known = new Map<string, LookedUp>()
  readonly #underWay = new UnderWay<LookedUp>()

  constructor(
    private readonly db: Database,
    private readonly readBlob: ReadBlob,
  ) {}

  /** Registers a digest on first sight. `blob` is the sender's word and is believed only when its bytes have the digest. */
  async get(repositoryId: string, sha256: string, blob: string | null): Promise<RunningPolicy> {
    const key = `${repositoryId}/${sha256}`
    const known = this.#known.get(key)
    if (known !== undefined && (known.found || blob === null)) return known
    // All proxies of a host name the same new policy at the same moment: it is read once.
    return this.#underWay.share(`${key}/${blob}`, async () => {
      const policy = await this.#lookUp(repositoryId, sha256, blob)
      const [oldest] = this.#known.keys()
      if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest)
      this.#known.set(key, policy)
      return policy
    })
  }

  async #lookUp(repositoryId: string, sha256: string, blob: string | null): Promise<LookedUp> {
    const row = await this.#register(repositoryId, sha256)
    const bytes = await this.#content(sha256, row.blob ?? blob)
    if (bytes !== null && row.blob === null && blob !== null) await this.#remember(row.id, blob)
    const attribute = bytes === null ? NOTHING : attributionOfFile(bytes)
    return { id: row.id, attribute, found: bytes !== null }
  }

  async #content(sha256: string, blob: string | null): Promise<Uint8Array | null> {
    const bytes = blob === null ? null : await this.readBlob(blob)
    return bytes !== null && createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : null
  }

  async #register(repositoryId: string, sha256: string): Promise<{ id: number; blob: string | null }> {
    // Looked up first: a sequence moves also for rows that conflict.
    const { rows } = await this.db.pool.query<{ id: number; blob: string | null }>(
      `WITH known AS (SELECT id, blob FROM policy_digest WHERE repository_id = $1 AND sha256 = decode($2, 'hex')),
         made AS (INSERT INTO policy_digest (repository_id, sha256)
           SELECT $1, decode($2, 'hex') WHERE NOT EXISTS (SELECT 1 FROM known)
           ON CONFLICT (repository_id, sha256) DO UPDATE SET sha256 = excluded.sha256 RETURNING id, blob)
       SELECT id, blob FROM known UNION ALL SELECT id, blob FROM made`,
      [repositoryId, sha256],
    )
    const [row] = rows
    if (row === undefined) throw new Error('a policy digest was neither found nor made')
    return row
  }

  async #remember(id: number, blob: string): Promise<void> {
    await this.db.pool.query('UPDATE policy_digest SET blob = $2 WHERE id = $1 AND blob IS NULL', [id, blob])
  }
}
