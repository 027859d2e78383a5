import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { inCheckout } from '../paths'
import { processIdentity } from '../processes/identity.mjs'
import { runProgramUnderTest, type RunningScript } from '../test/run-script'
import { temporaryFolder } from '../test/temporary-folder'

/** Quoted for a shell, which may not become the program: more is to be done after it. */
const COMMAND = `"${process.execPath}" "${inCheckout('scripts/bootstrap/stop-with-npm.fixture.mjs')}"; exit $?`

interface Started {
  /** npm, or the shell where there is none. */
  readonly above: RunningScript
  readonly shell: number
  readonly program: number
}

/** `npm start` of a package whose program is the fixture; resolves once that runs. */
function npmStart(): Promise<Started> {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: COMMAND } }))
  return started(runProgramUnderTest('npm', ['start'], { cwd: folder }))
}

/** The same command, typed by a person. */
function shellStart(): Promise<Started> {
  const { npm_lifecycle_event: _, ...env } = process.env
  return started(runProgramUnderTest('sh', ['-c', COMMAND], { env }))
}

async function started(above: RunningScript): Promise<Started> {
  const [, program = '', shell = ''] = await above.printed(/runs as (\d+) under (\d+)/)
  onTestFinished(() => endIfRuns(Number(program)))
  return { above, program: Number(program), shell: Number(shell) }
}

function endIfRuns(pid: number): void {
  if (processIdentity(pid) !== undefined) process.kill(pid, 'SIGKILL')
}

/** It was asked to stop, and did. Its output is npm's, and ours. */
function hasStopped({ above, program }: Started): boolean {
  return above.output().includes('asked to stop') && processIdentity(program) === undefined
}

const PATIENCE = { timeout: 30_000 }

describe('a program that npm runs', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('stops when npm is ended with %s', async (signal) => {
    const run = await npmStart()
    run.above.child.kill(signal)
    await expect.poll(() => hasStopped(run), PATIENCE).toBe(true)
  })

  it('stops when the shell between npm and it is killed', async () => {
    const run = await npmStart()
    process.kill(run.shell, 'SIGKILL')
    await expect.poll(() => hasStopped(run), PATIENCE).toBe(true)
  })

  it('goes on as long as npm runs, and for ever where npm did not start it', async () => {
    const [kept, alone] = [await npmStart(), await shellStart()]
    process.kill(alone.shell, 'SIGKILL')
    // One that stops, begun after them, says when they had the time to.
    const run = await npmStart()
    run.above.child.kill('SIGKILL')
    await expect.poll(() => hasStopped(run), PATIENCE).toBe(true)
    for (const { above, program } of [kept, alone]) {
      expect(above.output()).not.toContain('asked to stop')
      expect(processIdentity(program)).toBeDefined()
    }
  })
})
