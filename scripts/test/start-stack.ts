import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inCheckout } from '../paths'

const PATIENCE_MS = 5 * 60_000

/** A whole Lockstep that runs for tests. */
export interface StartedStack {
  /** The ready file; e2e/stack.ts reads it. */
  readyFile: string
  /** Stops it and removes its data. */
  stop: () => Promise<void>
}

/** Starts everything as `npm start` does, on free ports and with a data folder of its own. */
export async function startStack(more: string[] = []): Promise<StartedStack> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-e2e-'))
  const readyFile = join(folder, 'ready.json')
  const args = ['start', '--port', '0', '--data', join(folder, 'data'), '--ready-file', readyFile, ...more]
  const starter = spawn(process.execPath, [inCheckout('scripts', 'bootstrap.mjs'), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const stop = async () => {
    await stopStarter(starter)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(starter, readyFile)
    return { readyFile, stop }
  } catch (error) {
    await stop()
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

async function stopStarter(starter: ChildProcess): Promise<void> {
  if (hasEnded(starter)) return
  const ended = once(starter, 'exit')
  starter.kill('SIGTERM')
  await ended
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
