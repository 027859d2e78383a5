import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { processIdentity } from '../processes/identity.mjs'
import { runScript } from '../test/run-script'
import { temporaryFolder } from '../test/temporary-folder'
import { claimDataFolder } from './data-folder'

const silent = () => {}

describe('the data folder', () => {
  it('belongs to one start at a time', async () => {
    const path = join(temporaryFolder(), 'data')
    const first = await claimDataFolder(path, false, silent)
    await expect(claimDataFolder(path, false, silent)).rejects.toThrow(/already runs on .*--data/)
    first.release()
    const second = await claimDataFolder(path, false, silent)
    second.release()
  })

  it('is free again when its start was killed, and what that left running is stopped', async () => {
    const path = join(temporaryFolder(), 'data')
    const killed = runScript('scripts/start/claim.fixture.mjs', [path])
    const [, pid = ''] = await killed.printed(/child (\d+)/)
    killed.child.kill('SIGKILL')
    await killed.exitCode()
    const said: string[] = []
    const claim = await claimDataFolder(path, false, (line) => said.push(line))
    expect(said.join()).toMatch(/Stopped what an earlier start left running: a sleeper/)
    expect(processIdentity(Number(pid))).toBeUndefined()
    claim.release()
  })

  it.each([
    ['is gone', (path: string) => rmSync(path, { recursive: true })],
    ['refuses writes', (path: string) => mkdirSync(join(path, 'stopping'))],
  ])('that %s keeps nothing of its start from stopping', async (_, spoil) => {
    const path = join(temporaryFolder(), 'data')
    const start = runScript('scripts/start/claim.fixture.mjs', [path])
    const [, pid = ''] = await start.printed(/child (\d+)/)
    spoil(path)
    start.child.kill('SIGTERM')
    expect(await start.exitCode()).toBe(0)
    expect(start.output()).not.toMatch(/Error/)
    expect(processIdentity(Number(pid))).toBeUndefined()
  })

  it('is never somebody else’s folder', async () => {
    const path = temporaryFolder()
    writeFileSync(join(path, 'thesis.txt'), 'mine')
    await expect(claimDataFolder(path, true, silent)).rejects.toThrow(/holds files that are not Lockstep's/)
    expect(readdirSync(path)).toEqual(['thesis.txt'])
  })

  it('loses what a reset is for and nothing else', async () => {
    const path = join(temporaryFolder(), 'data')
    ;(await claimDataFolder(path, false, silent)).release()
    mkdirSync(join(path, 'forge'))
    writeFileSync(join(path, 'note'), 'mine')
    ;(await claimDataFolder(path, true, silent)).release()
    expect(existsSync(join(path, 'forge'))).toBe(false)
    expect(existsSync(join(path, 'note'))).toBe(true)
  })

  it('says what to do where it may not be', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(claimDataFolder(join(file, 'data'), false, silent)).rejects.toThrow(/choose another place/)
  })
})
