import { once } from 'node:events'
import { recordOf, spawnGroup, stopGroup, troubleOf, type Program } from './group'
import type { RunFile } from './run-file'

/** Runs a program that ends by itself; `signal` stops it. Throws Advice with what it said last when it fails. */
export async function runToEnd(program: Program, runFile: RunFile, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const child = spawnGroup(program)
  const ended = once(child, 'exit')
  const record = recordOf(child)
  const stop = () => void stopGroup(record)
  signal.addEventListener('abort', stop)
  try {
    await runFile.add(program.name, record)
    const [code] = await ended
    runFile.remove(program.name)
    signal.throwIfAborted()
    if (code !== 0) throw troubleOf(program, 'failed')
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
