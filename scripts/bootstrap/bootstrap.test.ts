import { once } from 'node:events'
import { cpSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { claimDataFolder } from '../start/data-folder'
import { runProgramUnderTest } from '../test/run-script'
import { inCheckout } from '../paths'
import { temporaryFolder } from '../test/temporary-folder'

function bootstrap(args: string[], options: { env?: NodeJS.ProcessEnv; node?: string[] } = {}) {
  const all = [...(options.node ?? []), inCheckout('scripts/bootstrap.mjs'), ...args]
  return runProgramUnderTest(process.execPath, all, { env: options.env ?? process.env })
}

/** An environment whose git says that it has a version. */
function withGit(version: string): NodeJS.ProcessEnv {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "git version ${version}"\n`, { mode: 0o755 })
  return { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` }
}

/** A port that another program listens on. */
async function busyPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('the bootstrap', () => {
  it('refuses a Node that is too old in one sentence', async () => {
    const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.0'}})`
    const run = bootstrap(['start'], { node: ['--import', old] })
    expect(await run.exitCode()).toBe(1)
    expect(run.output()).toBe(
      'Lockstep needs Node 20.19 or newer, and this is 18.20.0: install a newer one from https://nodejs.org.\n',
    )
  })

  it('refuses a machine without git in one sentence', async () => {
    const run = bootstrap(['start'], { env: { ...process.env, PATH: temporaryFolder() } })
    expect(await run.exitCode()).toBe(1)
    expect(run.output()).toMatch(
      /^Lockstep needs git 2\.38 or newer, and there is none on the PATH: install it.*\n$/,
    )
  })

  it('refuses a git that is too old in one sentence, and takes the first that is new enough', async () => {
    const old = bootstrap(['start', '--help'], { env: withGit('2.37.9') })
    expect(await old.exitCode()).toBe(1)
    expect(old.output()).toBe(
      'Lockstep needs git 2.38 or newer, and this is git version 2.37.9: install a newer one.\n',
    )
    const first = bootstrap(['start', '--help'], { env: withGit('2.38.0') })
    expect(await first.exitCode()).toBe(0)
    expect(first.output()).toContain('npm start -- [options]')
  })

  it('says in one sentence that the port is busy, and leaves the folder free', async () => {
    const port = await busyPort()
    const data = join(temporaryFolder(), 'data')
    const run = runProgramUnderTest('npm', ['start', '--', '--port', String(port), '--data', data])
    expect(await run.exitCode()).toBe(1)
    expect(run.output().trim().split('\n').at(-1)).toMatch(
      new RegExp(
        `^Port ${port} is busy .*: stop the program that uses it, or choose another port with --port N`,
      ),
    )
    expect(run.output()).not.toMatch(/\n +at /)
    const claim = await claimDataFolder(data, false, () => {})
    claim.release()
  })

  it.each([
    [
      'where no file can be written any more',
      () => {},
      /^Files below .* may not grow any more: raise .*\.\n$/,
    ],
    [
      'where a file is in the way',
      (checkout: string) => writeFileSync(join(checkout, 'dist'), ''),
      /^.* is not a folder: choose another place\.\n$/,
    ],
  ])('says in one sentence that packages cannot be installed %s', async (_, spoil, sentence) => {
    const checkout = temporaryFolder()
    cpSync(inCheckout('scripts'), join(checkout, 'scripts'), { recursive: true })
    cpSync(inCheckout('package-lock.json'), join(checkout, 'package-lock.json'))
    spoil(checkout)
    const args = ['--fsize=0', process.execPath, join(checkout, 'scripts/bootstrap.mjs'), 'start']
    const run = runProgramUnderTest('prlimit', args)
    expect(await run.exitCode()).toBe(1)
    expect(run.output()).toMatch(sentence)
  })

  it('names its commands to who asks for another', async () => {
    const run = bootstrap(['stat'])
    expect(await run.exitCode()).toBe(1)
    expect(run.output()).toMatch(/^Unknown command stat: use one of start, test, /)
  })

  it('runs a command whose options are wrong only as far as to say so', async () => {
    const run = bootstrap(['start', '--port', 'x'])
    expect(await run.exitCode()).toBe(1)
    expect(run.output()).toMatch(/--port x is not a port/)
  })
})
