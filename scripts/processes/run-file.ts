import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Advice, advise } from '../advice'
import { stopGroup } from './group'
import type { RecordedProcess } from './identity.mjs'
import { writeAtomically } from './write-atomically'

/** Programs that were started and not yet stopped, in a file: if we are killed, the next start finds and stops what we left. */
export class RunFile {
  readonly #path: string
  #entries = new Map<string, RecordedProcess>()

  constructor(path: string) {
    this.#path = path
  }

  /** Stops everything that an earlier program recorded and did not stop; returns the names of what still ran. */
  async stopLeftovers(): Promise<string[]> {
    const left = this.#read()
    await Promise.all(left.map(([, process]) => stopGroup(process)))
    rmSync(this.#path, { force: true })
    return left.map(([name]) => name)
  }

  /** Records a program that was started. Where the disk refuses that, stops it and throws Advice: nobody could find it later. */
  async add(name: string, process: RecordedProcess): Promise<void> {
    this.#entries.set(name, process)
    try {
      this.#write()
    } catch (error) {
      this.#entries.delete(name)
      await stopGroup(process)
      throw advise(error, this.#path)
    }
  }

  /** A full disk keeps the entry: what it names is gone, which the next start sees. A folder that was removed is not made again. */
  remove(name: string): void {
    this.#entries.delete(name)
    try {
      if (existsSync(dirname(this.#path))) this.#write()
    } catch (error) {
      if (!(advise(error, this.#path) instanceof Advice)) throw error
    }
  }

  #write(): void {
    if (this.#entries.size === 0) rmSync(this.#path, { force: true })
    else writeAtomically(this.#path, JSON.stringify([...this.#entries]))
  }

  #read(): [string, RecordedProcess][] {
    if (!existsSync(this.#path)) return []
    try {
      const entries: unknown = JSON.parse(readFileSync(this.#path, 'utf8'))
      return Array.isArray(entries) ? entries.filter(isEntry) : []
    } catch {
      // Torn by a crash or a full disk: there is nothing in it to trust.
      return []
    }
  }
}

function isEntry(value: unknown): value is [string, RecordedProcess] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false
  const process: unknown = value[1]
  return typeof process === 'object' && process !== null && 'pid' in process && 'identity' in process
}
