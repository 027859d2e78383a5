import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { postgresAccount } from '../scripts/database/account'
import { findPlace } from '../scripts/database/place'
import { runningServer } from '../scripts/database/server'
import { processIdentity } from '../scripts/processes/identity.mjs'
import { dataFolder } from './forge-client'

/** Programs that `npm start` starts again when they end. */
export type Program = 'app' | 'connector' | 'database'

const NAMES = { app: 'The app', connector: 'The demo connector' } as const
const runFile = z.array(z.tuple([z.string(), z.object({ pid: z.number() })]))

/** Ends a program of the stack as a power cut would. Only what the stack's own records name is touched. */
export function killNine(program: Program): void {
  const pid = program === 'database' ? databaseServer().pid : recorded(NAMES[program])
  if (processIdentity(pid) === undefined) throw new Error(`the ${program} does not run`)
  process.kill(pid, 'SIGKILL')
}

function recorded(name: string): number {
  const entries = runFile.parse(JSON.parse(readFileSync(join(dataFolder(), 'run.json'), 'utf8')))
  const entry = entries.find(([recordedName]) => recordedName === name)
  if (entry === undefined) throw new Error(`${name} is not recorded as running`)
  return entry[1].pid
}

function databaseServer() {
  const server = runningServer(databasePlace())
  if (server === undefined) throw new Error('the database does not run')
  return server
}

function databasePlace() {
  return findPlace(join(dataFolder(), 'postgres'), postgresAccount())
}

/** The app's database. Its password is in the data folder, for whoever may read that. */
export function databaseUrl(): string {
  const place = databasePlace()
  const password = readFileSync(join(place.own, 'password'), 'utf8').trim()
  return `postgresql://postgres:${password}@127.0.0.1:${databaseServer().port}/lockstep`
}
