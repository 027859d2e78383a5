import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { sha256Hex } from '@/lib/wire/terms'
import { readJson, writeDurably } from './state-directory'

const kept = z.object({ sha256: sha256Hex })

/** For which content the restart command of a proxy was run last; survives the connector, so that it is not run for it again. */
export class RestartMemory {
  readonly #path: string
  #last: string | null = null

  /** `cloned`: the folder is a copy, and what was done elsewhere was not done here. */
  constructor(stateDirectory: string, cloned: boolean) {
    this.#path = join(stateDirectory, 'restarted.json')
    if (cloned) this.#forget()
    else this.#last = readJson(this.#path, kept)?.sha256 ?? null
  }

  /** Whether it was run for this content already. */
  has(sha256: string): boolean {
    return this.#last === sha256
  }

  /** This content has arrived and is loaded: should the one before come back, that is another delivery of it. */
  forgetOthers(sha256: string): void {
    if (this.#last !== null && this.#last !== sha256) this.#forget()
  }

  /** Must come before the command is run: a connector that it ends, or that ends meanwhile, does not begin again. */
  note(sha256: string): void {
    this.#last = sha256
    try {
      writeDurably(this.#path, JSON.stringify({ sha256 }))
    } catch {
      // A full disk keeps nothing; the process that did not load its policy matters more.
    }
  }

  #forget(): void {
    this.#last = null
    try {
      rmSync(this.#path, { force: true })
    } catch {
      // A disk that takes no writes keeps it, for the next start of the connector alone; all proxies of the host matter more.
    }
  }
}
