import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { inCheckout, ROOT } from '../paths'

/** A program under test, with what it has printed so far. */
export interface RunningScript {
  child: ChildProcess
  output: () => string
  /** Waits until it has printed something that matches; returns the match. */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>
  /** Waits for its end; null when a signal ended it. */
  exitCode: () => Promise<number | null>
}

/** Runs a program; what still runs at the end of the test is killed. */
export function runProgramUnderTest(
  file: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): RunningScript {
  const child = spawn(file, args, {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()))
  const ended = once(child, 'close')
  const output = () => said
  return {
    child,
    output,
    printed: (pattern) => printed(child, output, pattern),
    exitCode: () => ended.then(() => child.exitCode),
  }
}

/** As `runProgramUnderTest`, for a TypeScript or JavaScript file of the checkout. */
export function runScript(script: string, args: string[] = [], env?: NodeJS.ProcessEnv): RunningScript {
  return runProgramUnderTest(
    process.execPath,
    ['--import', 'tsx', inCheckout(script), ...args],
    env === undefined ? {} : { env },
  )
}

async function printed(child: ChildProcess, output: () => string, pattern: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const match = pattern.exec(output())
    if (match !== null) return match
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`ended without printing ${String(pattern)}:\n${output()}`)
    await sleep(10)
  }
}
