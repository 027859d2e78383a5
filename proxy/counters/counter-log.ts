import { randomUUID } from 'node:crypto'
import { makeFolder } from '@/lib/make-folder'
import { CounterStoreError, windowEnd, windowStart, type CounterStore } from '@/lib/policy/counters'
import { wrapInt64 } from '@/lib/policy/go/int64'
import type { Window } from '@/lib/policy/policy'
import { CounterFile, ensureSuccessor } from './counter-file'
import { decodeRecord, encodeRecord, type LogRecord, type Row } from './record'

/** A file is closed and a new one begun behind this size. */
const FULL_BYTES = 1_048_576
/** Values of windows that began so much earlier are dropped when a new file begins; the longest window is a day. */
const STALE_MS = 8 * 86_400_000
/** Few calls take longer to judge; with a longer time, it could as well be a clock that was ahead. */
const LATE_MS = 5000

export interface CounterLogOptions {
  readonly folder: string
  readonly prefix?: string
  readonly fullBytes?: number
}

type Reserve = Extract<LogRecord, { kind: 'reserve' }>

/**
 * Counters that survive any end of this process and are shared with others on this host that use the same folder.
 *
 * A change is one line appended to a file. The kernel puts appended lines into one order, every process reads all of them and works
 * out the same values, so the place of a line in the file decides whether what it asks for was granted. There is no lock that a killed
 * process could keep. The folder must be on a local file system: network ones do not append atomically.
 */
export class CounterLog implements CounterStore {
  readonly #folder: string
  readonly #prefix: string
  readonly #fullBytes: number
  readonly #rows = new Map<string, Row>()
  readonly #writer = randomUUID().slice(0, 13)
  #file: CounterFile
  #count = 0
  /** Start of the window that was reserved in last: a clock that was ahead once counts for nothing. */
  #latest = 0
  /** What the seal of the file says, until the next one is open: behind a seal nothing counts. */
  #sealedAt: number | undefined

  /** `prefix` keeps apart what shares a folder. Throws when the folder cannot be used. */
  constructor({ folder, prefix = '', fullBytes = FULL_BYTES }: CounterLogOptions) {
    makeFolder(folder, 0o700)
    this.#folder = folder
    this.#prefix = prefix
    this.#fullBytes = fullBytes
    this.#file = CounterFile.openNewest(folder)
    this.#catchUp()
  }

  read(key: string, now: Date): bigint {
    const row = this.#orFail(() => this.#row(key))
    return row === undefined
      ? 0n
      : valueIn(row, windowFor(row, { window: row.window, ...startOf(row.window, now) }))
  }

  /** The stored value, also of a window that is over; undefined when it was never used. */
  stored(key: string): bigint | undefined {
    return this.#orFail(() => this.#row(key)?.value)
  }

  reserve(key: string, amount: bigint, limit: bigint, window: Window, now: Date): boolean {
    const start = startOf(window, now)
    return this.#perform((id) => ({
      kind: 'reserve',
      id,
      key: this.#prefix + key,
      amount,
      limit,
      window,
      ...start,
    }))
  }

  rollBack(key: string, amount: bigint): void {
    this.#perform((id) => ({ kind: 'release', id, key: this.#prefix + key, amount }))
  }

  close(): void {
    this.#file.close()
  }

  #orFail<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw new CounterStoreError(error instanceof Error ? error.message : String(error))
    }
  }

  #row(key: string): Row | undefined {
    this.#catchUp()
    return this.#rows.get(this.#prefix + key)
  }

  #perform(make: (id: string) => LogRecord): boolean {
    return this.#orFail(() => this.#append(make))
  }

  #append(make: (id: string) => LogRecord): boolean {
    for (;;) {
      const record = make(`${this.#writer}-${++this.#count}`)
      const text = encodeRecord(record)
      this.#file.append(text)
      const granted = this.#catchUp({ record, line: text.trim() })
      // It landed behind the seal of a full file: nobody counts it, so it is asked for again in the next one.
      if (granted === undefined) continue
      if (this.#file.bytesRead > this.#fullBytes)
        this.#file.append(encodeRecord({ kind: 'seal', at: this.#latest }))
      return granted
    }
  }

  /** Applies what was appended; the outcome of our own record, undefined when it did not count. */
  #catchUp(own?: { readonly record: LogRecord; readonly line: string }): boolean | undefined {
    let outcome: boolean | undefined
    if (this.#sealedAt !== undefined) this.#goOn(this.#sealedAt)
    for (let sealed = true; sealed;) {
      sealed = false
      for (const line of this.#file.readNewLines()) {
        // Its id is in no other line.
        const isOwn = line === own?.line
        const record = isOwn ? own.record : decodeRecord(line)
        if (record === undefined) continue
        if (record.kind === 'seal') {
          this.#sealedAt = record.at
          this.#goOn(record.at)
          sealed = true
          break
        }
        const granted = this.#apply(record)
        if (isOwn) outcome = granted
      }
    }
    return outcome
  }

  /** Goes on in the newest file; everybody who reads the seal makes the same one. */
  #goOn(sealedAt: number): void {
    const fresh = [...this.#rows].filter(([, row]) => sealedAt - row.windowStart < STALE_MS)
    const content = fresh.map(([key, row]) => encodeRecord({ kind: 'row', key, row })).join('')
    ensureSuccessor(this.#folder, this.#file.number, content)
    const next = CounterFile.openNewest(this.#folder)
    this.#file.close()
    this.#rows.clear()
    this.#file = next
    this.#sealedAt = undefined
  }

  #apply(record: Exclude<LogRecord, { kind: 'seal' }>): boolean {
    if (record.kind === 'reserve') return this.#grant(record)
    if (record.kind === 'row') this.#rows.set(record.key, record.row)
    else this.#giveBack(record.key, record.amount)
    return true
  }

  #grant(reserve: Reserve): boolean {
    const { key, amount, limit, window } = reserve
    const row = this.#rows.get(key)
    const start = windowFor(row, reserve)
    const next = wrapInt64(valueIn(row, start) + amount)
    if (next > limit) return false
    this.#latest = start
    this.#rows.set(key, { value: next, windowStart: start, window })
    return true
  }

  /** Never below zero, and whatever window the value belongs to by now: as Intercept. */
  #giveBack(key: string, amount: bigint): void {
    const row = this.#rows.get(key)
    if (row === undefined) return
    const value = wrapInt64(row.value - amount)
    this.#rows.set(key, { ...row, value: value < 0n ? 0n : value })
  }
}

type Start = Pick<Reserve, 'windowStart' | 'isLate'>

function startOf(window: Window, now: Date): Start {
  return {
    windowStart: windowStart(window, now),
    isLate: windowEnd(window, now) - now.getTime() <= LATE_MS,
  }
}

/**
 * The start of the window that counts for who looked at the clock then: of the next, when it was just before and others reserve in that already. To
 * judge a long call takes a while, and to go back would give everybody the next window anew. At any other time a row of a later window is of a
 * clock that was ahead, and counts for nothing: the running window begins anew, as Intercept's does.
 */
function windowFor(
  row: Row | undefined,
  { window, windowStart, isLate }: Start & { window: Window },
): number {
  const isNext =
    isLate && row?.window === window && row.windowStart === windowEnd(window, new Date(windowStart))
  return isNext ? row.windowStart : windowStart
}

function valueIn(row: Row | undefined, start: number): bigint {
  return row?.windowStart === start ? row.value : 0n
}
