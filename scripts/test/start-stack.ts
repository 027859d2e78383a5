import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inCheckout } from '../paths'

/** Building the app is part of it, which takes minutes where others use the machine too. */
const PATIENCE_MS = 10 * 60_000

/** A whole Lockstep that runs for tests. */
export interface StartedStack {
  /** The ready file; e2e/stack.ts reads it. */
  readyFile: string
  /** Ends the start with a signal, as Ctrl-C (SIGINT) or a power cut (SIGKILL) would, and waits for its end. */
  end: (signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL') => Promise<void>
}

/** Starts everything as `npm start` does, on free ports, with its data in `folder`/data. */
export async function startStackIn(
  folder: string,
  more: string[] = [],
  env: Record<string, string> = {},
): Promise<StartedStack> {
  const readyFile = join(folder, 'ready.json')
  // A killed start leaves its own.
  await rm(readyFile, { force: true })
  const args = ['start', '--port', '0', '--data', join(folder, 'data'), '--ready-file', readyFile, ...more]
  const starter = spawn(process.execPath, [inCheckout('scripts', 'bootstrap.mjs'), ...args], {
    // What it says while it starts is no result of ours: `npm run bench -- NAME --json` has lines of JSON there and nothing else.
    stdio: ['ignore', 2, 'inherit'],
    env: { ...process.env, ...env },
  })
  const end = (signal: NodeJS.Signals) => endStarter(starter, signal)
  try {
    await untilReady(starter, readyFile)
    return { readyFile, end }
  } catch (error) {
    await end('SIGTERM')
    throw error
  }
}

/** Starts everything in a folder of its own; `stop` also removes its data. */
export async function startStack(
  more: string[] = [],
): Promise<{ readyFile: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-e2e-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const { readyFile, end } = await startStackIn(folder, more)
    return { readyFile, stop: () => end('SIGTERM').then(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}

async function untilReady(starter: ChildProcess, readyFile: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!existsSync(readyFile)) {
    if (hasEnded(starter))
      throw new Error(`the stack did not start (exit code ${starter.exitCode}); it said why above`)
    if (Date.now() > deadline) throw new Error(`the stack was not ready after ${PATIENCE_MS / 1000} seconds`)
    await sleep(100)
  }
}

async function endStarter(starter: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(starter)) return
  const ended = once(starter, 'exit')
  starter.kill(signal)
  await ended
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
