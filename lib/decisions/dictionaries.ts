import { createHash } from 'node:crypto'
import type { Database } from '@/lib/db/database'
import { UnderWay } from '@/lib/under-way'
import { storableName, storableText } from './storable'

type Dictionary = 'tool' | 'rule' | 'message'

/** What a process remembers at most of one dictionary; then it starts afresh. */
const REMEMBERED = 50_000

/** What an agent or a connector invents beyond the bounds is logged under this one name. */
export const OTHER = '(other)'
/** How many names a dictionary holds. One proxy adds no more than its share: who invents names without end leaves room for the others'. */
const BOUNDS = { ofRepository: 20_000, ofProxy: 2000 }
const NO_BOUNDS = { ofRepository: 2_147_483_647, ofProxy: 2_147_483_647 }

/** Whose decisions bring the names. */
interface Sender {
  readonly repositoryId: string
  readonly proxyId: string
}

/**
 * What is known is looked up before anything is inserted: a sequence moves also for rows that conflict, and int4 would run out.
 * Parameters: repository, texts, proxy, bounds of repository and of proxy.
 */
const STATEMENTS: Record<Dictionary, string> = {
  tool: namesIn('tool_name'),
  rule: namesIn('rule_name'),
  message: `WITH sent AS (SELECT DISTINCT t, sha256(convert_to(t, 'UTF8')) AS h FROM unnest($2::text[]) t),
    made AS (INSERT INTO denial_message (repository_id, hash, text, proxy_id) SELECT $1, h, t, $3
        FROM sent WHERE NOT EXISTS (SELECT 1 FROM denial_message d WHERE d.repository_id = $1 AND d.hash = h)
      ORDER BY h LIMIT ${roomIn('denial_message')} ON CONFLICT DO NOTHING RETURNING id, text)
    SELECT id, text FROM made UNION ALL SELECT d.id, d.text FROM denial_message d JOIN sent ON d.hash = h WHERE d.repository_id = $1`,
}

function namesIn(table: 'tool_name' | 'rule_name'): string {
  return `WITH sent AS (SELECT DISTINCT t FROM unnest($2::text[]) t),
    made AS (INSERT INTO ${table} (repository_id, name, proxy_id) SELECT $1, t, $3
        FROM sent WHERE NOT EXISTS (SELECT 1 FROM ${table} d WHERE d.repository_id = $1 AND d.name = t)
      ORDER BY t LIMIT ${roomIn(table)} ON CONFLICT DO NOTHING RETURNING id, name)
    SELECT id, name AS text FROM made UNION ALL SELECT d.id, d.name FROM ${table} d JOIN sent ON d.name = t WHERE d.repository_id = $1`
}

function roomIn(table: string): string {
  const taken = `SELECT count(*) FROM ${table} WHERE repository_id = $1`
  return `greatest(0, least($4::bigint - (${taken}), $5::bigint - (${taken} AND proxy_id = $3)))`
}

/** The integers that stand for names and texts in the log, remembered per process; what is new is added. They are never deleted. */
export class Dictionaries {
  readonly #known = new Map<string, Map<string, number>>()
  /** Names that a proxy had no room for; by proxy, since another one may have room for the same. */
  readonly #beyond = new Map<string, number>()
  readonly #numbers = new Map<string, number>()
  readonly #underWay = new UnderWay<number | null>()
  #age = 0

  constructor(
    private readonly db: Database,
    private readonly bounds = BOUNDS,
  ) {}

  tools(sender: Sender, names: Iterable<string>): Promise<(name: string) => number> {
    return this.#resolve('tool', sender, names, storableName)
  }

  rules(sender: Sender, names: Iterable<string>): Promise<(name: string) => number> {
    return this.#resolve('rule', sender, names, storableName)
  }

  messages(sender: Sender, texts: Iterable<string>): Promise<(text: string) => number> {
    return this.#resolve('message', sender, texts, storableText)
  }

  /** After a connection was lost: behind it may be a standby to which the newest names never came, and their integers are given anew. */
  forget(): void {
    this.#known.clear()
    this.#beyond.clear()
    this.#numbers.clear()
    this.#age += 1
  }

  /** Another number after each `forget`: integers that were given before it may stand for nothing, or for another name. */
  get age(): number {
    return this.#age
  }

  /** The number of a row with a uuid, such as a proxy; null when there is none. */
  async number(table: 'proxy' | 'repository', id: string): Promise<number | null> {
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    return this.#underWay.share(id, () => this.#readNumber(table, id))
  }

  async #readNumber(table: 'proxy' | 'repository', id: string): Promise<number | null> {
    const { rows } = await this.db.pool.query<{ number: number }>(
      `SELECT number FROM ${table} WHERE id = $1`,
      [id],
    )
    const number = rows[0]?.number
    if (number === undefined) return null
    if (this.#numbers.size >= REMEMBERED) this.#numbers.clear()
    this.#numbers.set(id, number)
    return number
  }

  async #resolve(
    dictionary: Dictionary,
    sender: Sender,
    texts: Iterable<string>,
    storable: (text: string) => string,
  ): Promise<(text: string) => number> {
    const known = this.#remembered(`${dictionary}/${sender.repositoryId}`)
    const beyond = (text: string) => `${dictionary}/${sender.proxyId}/${keyOf(text)}`
    const ids = new Map<string, number>()
    const missing = new Map<string, string[]>()
    for (const text of texts) {
      const id = known.get(keyOf(text)) ?? this.#beyond.get(beyond(text))
      if (id !== undefined) ids.set(text, id)
      else missing.set(storable(text), [...(missing.get(storable(text)) ?? []), text])
    }
    if (missing.size > 0) {
      for (const { id, text } of await this.#add(dictionary, sender, [...missing.keys()], this.bounds)) {
        for (const original of missing.get(text) ?? []) {
          ids.set(original, id)
          known.set(copyOf(keyOf(original)), id)
        }
        missing.delete(text)
      }
      // No room is left.
      if (missing.size > 0) {
        const [other] = await this.#add(dictionary, sender, [OTHER], NO_BOUNDS)
        if (other === undefined) throw new Error(`the ${dictionary} dictionary took no other name`)
        for (const original of [...missing.values()].flat()) {
          ids.set(original, other.id)
          if (this.#beyond.size >= REMEMBERED) this.#beyond.clear()
          this.#beyond.set(copyOf(beyond(original)), other.id)
        }
      }
    }
    return (text) => {
      const id = ids.get(text)
      if (id === undefined) throw new Error(`the ${dictionary} dictionary gave no id`)
      return id
    }
  }

  async #add(
    dictionary: Dictionary,
    { repositoryId, proxyId }: Sender,
    texts: string[],
    { ofRepository, ofProxy }: typeof BOUNDS,
  ): Promise<{ id: number; text: string }[]> {
    type Row = { id: number; text: string }
    const values = [repositoryId, texts, proxyId, ofRepository, ofProxy]
    const ask = () => this.db.pool.query<Row>(STATEMENTS[dictionary], values)
    const { rows } = await ask()
    // Somebody else added one between our look and our insert: the second look sees it.
    return new Set(rows.map(({ text }) => text)).size < texts.length ? (await ask()).rows : rows
  }

  #remembered(name: string): Map<string, number> {
    const known = this.#known.get(name)
    if (known !== undefined && known.size < REMEMBERED) return known
    const fresh = new Map<string, number>()
    this.#known.set(name, fresh)
    return fresh
  }
}

/** Long texts are remembered by their hash. */
function keyOf(text: string): string {
  return text.length <= 200 ? text : createHash('sha256').update(text).digest('base64')
}

/** A text that was cut out of a batch keeps all of that in memory, in V8 at least. */
function copyOf(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}
