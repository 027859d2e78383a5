import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import { openDatabase, type Database } from '@/lib/db/database'
import { startDatabase } from '@/scripts/database/start-database'
import { startStackIn } from '@/scripts/test/start-stack'

const ready = z.object({ url: z.string() })

export interface Filling {
  /** Fills a stack that runs; `data` is its folder. */
  readonly fill: (db: Database, data: string) => Promise<void>
  /** Makes what was filled some time ago as recent as it was then; nothing runs yet. */
  readonly renew: (db: Database) => Promise<void>
}

export interface FilledStack {
  readonly url: string
  /** Also removes the data, unless they are kept. */
  readonly end: () => Promise<void>
}

/** Starts a whole Lockstep and fills it, or starts the one that was filled in `kept` before. */
export async function startFilledStack(kept: string | undefined, filling: Filling): Promise<FilledStack> {
  const folder = kept === undefined ? await mkdtemp(join(tmpdir(), 'lockstep-console-')) : resolve(kept)
  mkdirSync(folder, { recursive: true })
  const data = join(folder, 'data')
  const mark = join(folder, 'filled')
  const isFilled = existsSync(mark)
  if (isFilled) await withDatabase(data, filling.renew)
  const stack = await startStackIn(folder)
  const end = async () => {
    await stack.end('SIGTERM')
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
  try {
    if (!isFilled) {
      await withDatabase(data, (db) => filling.fill(db, data))
      writeFileSync(mark, '')
    }
    return { url: ready.parse(JSON.parse(readFileSync(stack.readyFile, 'utf8'))).url, end }
  } catch (error) {
    await end()
    throw error
  }
}

async function withDatabase(data: string, use: (db: Database) => Promise<void>): Promise<void> {
  const database = await startDatabase({ directory: join(data, 'postgres') })
  const address = new URL(database.url)
  address.pathname = '/lockstep'
  const db = openDatabase(address.href, () => {})
  try {
    await use(db)
  } finally {
    await db.close()
    await database.stop()
  }
}
