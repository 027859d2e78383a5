import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { takeLock } from './processes/lock.mjs'
import { inCheckout, WORKSPACE } from './paths'
import { isProgram, runProgram } from './program'

/*
 * The generator block of prisma/schema.prisma that works with ES modules and the pg adapter, without a native query engine:
 *   generator client {
 *     provider   = "prisma-client"
 *     output     = "../lib/db/generated"
 *     engineType = "client"
 *   }
 */

const STAMP = join(WORKSPACE, 'prisma-client.sha256')
const CLIENT = inCheckout('lib/db/generated/client.ts')

/** Generates the Prisma client when the schema or Prisma changed; returns whether it did. */
export async function generateClient(): Promise<boolean> {
  const release = await takeLock(join(WORKSPACE, 'prisma-client.lock'))
  try {
    const wanted = fingerprint()
    if (existsSync(CLIENT) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return false
    rmSync(STAMP, { force: true })
    generate()
    mkdirSync(dirname(STAMP), { recursive: true })
    writeFileSync(STAMP, wanted)
    return true
  } finally {
    release()
  }
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']) {
    hash.update(readFileSync(inCheckout(file))).update('\0')
  }
  return hash.digest('hex')
}

function generate(): void {
  const prisma = inCheckout('node_modules/prisma/build/index.js')
  const run = spawnSync(process.execPath, [prisma, 'generate'], { cwd: inCheckout(), encoding: 'utf8' })
  if (run.status !== 0)
    throw new Error(`prisma generate failed:\n${run.stdout}${run.stderr}`, { cause: run.error })
}

if (isProgram(import.meta.url)) {
  await runProgram(async () => {
    console.log((await generateClient()) ? 'generated' : 'up to date')
    return 0
  })
}
