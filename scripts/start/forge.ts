import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { inCheckout } from '../paths'
import { plainEnvironment } from '../processes/environment'
import type { Program } from '../processes/group'
import type { RunFile } from '../processes/run-file'
import { runToEnd } from '../processes/run-to-end'
import { Supervised } from '../processes/supervise'
import type { DataFolder } from './data-folder'

const PATIENCE_MS = 60_000

const readyFile = z.object({ url: z.url(), adminToken: z.string().min(1) })

/** A forge that answers: where, and what lets us register an app. */
export type RunningForge = z.infer<typeof readyFile>

function forgeProgram(name: string, log: string, ...args: string[]): Program {
  return {
    name,
    file: process.execPath,
    args: ['--import', 'tsx', ...args],
    cwd: inCheckout(),
    env: plainEnvironment('development'),
    log,
  }
}

/** Whether the forge's folder still has to be filled; a seeding that was interrupted leaves its marker. */
export function needsSeed(folder: DataFolder): boolean {
  return !existsSync(join(folder.forge, 'state')) || existsSync(join(folder.forge, 'seeding'))
}

/** Fills an empty forge with accounts, rules and policies, and with a year of history for the demo. */
export async function seedForge(
  folder: DataFolder,
  demo: boolean,
  runFile: RunFile,
  signal: AbortSignal,
): Promise<void> {
  const history = demo ? 'year' : 'none'
  const args = ['forge/seed/main.ts', '--data', folder.forge, '--history', history]
  await runToEnd(forgeProgram('Seeding the forge', join(folder.logs, 'seed.log'), ...args), runFile, signal)
}

/** The forge on a port, not started yet. */
export function superviseForge(
  folder: DataFolder,
  port: number,
  runFile: RunFile,
  say: (line: string) => void,
): Supervised {
  const args = [
    'forge/main.ts',
    '--data',
    folder.forge,
    '--port',
    String(port),
    '--ready-file',
    folder.forgeReady,
  ]
  return new Supervised(forgeProgram('The forge', join(folder.logs, 'forge.log'), ...args), runFile, say)
}

/** Starts it and returns what it wrote when it answered. */
export async function startForge(forge: Supervised, folder: DataFolder): Promise<RunningForge> {
  rmSync(folder.forgeReady, { force: true })
  await forge.start(() => Promise.resolve(existsSync(folder.forgeReady)), PATIENCE_MS)
  return readyFile.parse(JSON.parse(readFileSync(folder.forgeReady, 'utf8')))
}
