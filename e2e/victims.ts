import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { postgresAccount } from '../scripts/database/account'
import { findPlace } from '../scripts/database/place'
import { runningServer } from '../scripts/database/server'
import { processIdentity } from '../scripts/processes/identity.mjs'
import { dataFolder } from './forge-client'

/** Programs that `npm start` starts again when they end. */
export type Program = 'agent' | 'app' | 'connector' | 'database' | 'forge'

const NAMES = {
  agent: 'The demo agent',
  app: 'The app',
  connector: 'The demo connector',
  forge: 'The forge',
} as const
const runFile = z.array(z.tuple([z.string(), z.object({ pid: z.number() })]))

/** Ends a program of the stack as a power cut would. Only what the stack's own records name is touched. */
export function killNine(program: Program, data = dataFolder()): void {
  const pid = pidOf(program, data)
  if (pid === undefined || processIdentity(pid) === undefined) throw new Error(`the ${program} does not run`)
  process.kill(pid, 'SIGKILL')
}

/** Holds a program of the stack still, as a host that is too busy would; returns what lets it go on. */
export function holdStill(program: Program): () => void {
  const pid = pidOf(program)
  if (pid === undefined || processIdentity(pid) === undefined) throw new Error(`the ${program} does not run`)
  process.kill(pid, 'SIGSTOP')
  return () => process.kill(pid, 'SIGCONT')
}

/** The process that the records in a data folder name; undefined when they name none. */
export function pidOf(program: Program, data = dataFolder()): number | undefined {
  if (program === 'database') return runningServer(databasePlace(data))?.pid
  const file = join(data, 'run.json')
  const entries = existsSync(file) ? runFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : []
  return entries.find(([name]) => name === NAMES[program])?.[1].pid
}

function databasePlace(data: string) {
  return findPlace(join(data, 'postgres'), postgresAccount())
}

/** The app's database. Its password is in the data folder, for whoever may read that. */
export function databaseUrl(): string {
  const place = databasePlace(dataFolder())
  const server = runningServer(place)
  if (server === undefined) throw new Error('the database does not run')
  const password = readFileSync(join(place.own, 'password'), 'utf8').trim()
  return `postgresql://postgres:${password}@127.0.0.1:${server.port}/lockstep`
}
