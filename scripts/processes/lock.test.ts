import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inCheckout } from '../paths'
import { runProgramUnderTest } from '../test/run-script'
import { temporaryFolder } from '../test/temporary-folder'
import { recordProcess } from './identity.mjs'
import { takeLock, tryLock } from './lock.mjs'

const FIXTURE = inCheckout('scripts/processes/increment.fixture.mjs')

function plant(content: string): string {
  const folder = join(temporaryFolder(), 'lock')
  mkdirSync(folder)
  writeFileSync(join(folder, '1'), content)
  return folder
}

describe('a lock', () => {
  it('is refused while its holder lives, names it, and is free afterwards', () => {
    const folder = join(temporaryFolder(), 'lock')
    const first = tryLock(folder)
    expect(tryLock(folder)).toEqual({ kind: 'held', by: recordProcess(process.pid) })
    if (first.kind === 'taken') first.release()
    expect(tryLock(folder).kind).toBe('taken')
  })

  it('is free when its file is empty, torn, of a dead process, or of a process whose pid was reused', () => {
    const stale = [
      '',
      '{"pid":',
      '{"pid":4194304,"identity":"x"}',
      `{"pid":${process.pid},"identity":"earlier"}`,
    ]
    expect(stale.map((content) => tryLock(plant(content)).kind)).toEqual(stale.map(() => 'taken'))
    expect(tryLock(plant(JSON.stringify(recordProcess(process.pid)))).kind).toBe('held')
  })

  it('waits for a living holder and tells so once', async () => {
    const folder = join(temporaryFolder(), 'lock')
    const release = await takeLock(folder)
    const waits: number[] = []
    const second = takeLock(folder, ({ pid }) => waits.push(pid))
    setTimeout(release, 80)
    await second
    expect(waits).toEqual([process.pid])
  })

  it('lets one program at a time in, also when holders are killed at any moment', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'counter')
    writeFileSync(file, '0')
    const run = (times: number) =>
      runProgramUnderTest(process.execPath, [FIXTURE, join(folder, 'lock'), file, String(times)])
    const victims = [run(1e9), run(1e9)]
    await Promise.all(victims.map(({ child }) => new Promise((resolve) => child.once('spawn', resolve))))
    // They hold the lock almost always, so that a kill hits a holder, or a waiter that takes over.
    while (Number(readFileSync(file, 'utf8')) < 20) await new Promise((resolve) => setTimeout(resolve, 5))
    for (const { child } of victims) child.kill('SIGKILL')
    await Promise.all(victims.map(({ exitCode }) => exitCode()))
    writeFileSync(file, '0')
    const workers = [run(50), run(50), run(50), run(50)]
    await Promise.all(workers.map((worker) => worker.printed(/done/)))
    expect(readFileSync(file, 'utf8')).toBe('200')
  })
})
