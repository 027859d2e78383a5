import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { CLI_FILE } from '@/scripts/build-cli'
import { inCheckout } from '@/scripts/paths'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { readEvents } from './enforcer'

/** For what hangs, not for what is slow: other programs may have the cores for a while. */
const PATIENCE_MS = 120_000

/** Waits until `look` gives something, and returns it. */
export async function until<T>(look: () => T | undefined | false, what: string): Promise<T> {
  for (
    const deadline = Date.now() + PATIENCE_MS;
    Date.now() < deadline;
    await new Promise((resolve) => setTimeout(resolve, 10))
  ) {
    const found = look()
    if (found !== undefined && found !== false) return found
  }
  throw new Error(`no ${what} within ${PATIENCE_MS / 1000} seconds`)
}

/** A place for one proxy: policy, events, counters, and what its server received. */
export function proxyPlace(policy: string) {
  const folder = temporaryFolder()
  const policyPath = join(folder, 'policy.yaml')
  writeFileSync(policyPath, policy)
  const events = join(folder, 'events')
  const tape = join(folder, 'tape')
  const args = ['proxy', '--policy', policyPath, '--events', events, '--state-dir', join(folder, 'state')]
  const tapeServer = [process.execPath, inCheckout('proxy/testing/tape-server.fixture.mjs'), tape]
  return { folder, policyPath, events, tape, args, tapeServer }
}

/** Starts the built proxy with a server behind it. */
export function startProxy(args: string[], server: string[], env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(process.execPath, [CLI_FILE, ...args, '--', ...server], { env, stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('latin1')))
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')))
  child.stdin.on('error', () => {})
  const ended = once(child, 'close')
  return {
    child,
    output: () => output,
    errors: () => errors,
    send: (text: string) => child.stdin.write(text),
    /** Waits for an output that matches. */
    printed: (pattern: RegExp) =>
      until(() => pattern.exec(output) ?? undefined, `output ${String(pattern)} in ${output}${errors}`),
    exitCode: () => ended.then(() => child.exitCode),
  }
}

/** All events below a folder, of one process. */
export function eventsIn(folder: string): Record<string, unknown>[] {
  return readdirSync(folder).flatMap((name) => readEvents(join(folder, name)))
}

/** What a tape server received. */
export function taped(path: string): string {
  return readFileSync(path, 'latin1')
}
