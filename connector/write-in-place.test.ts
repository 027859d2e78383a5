import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { repairWrite, writeInPlace } from './write-in-place'

const PATIENCE = { timeout: 60_000, interval: 20 }
let folder: string
const live = () => join(folder, 'policy.yaml')
const journal = () => join(folder, 'journal')
const text = () => readFileSync(live(), 'utf8')
const cleared = () => readFileSync(journal()).subarray(0, 8).equals(Buffer.alloc(8))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-write-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('keeps the inode, and clears its journal once the file is on the disk', async () => {
  writeFileSync(live(), 'old')
  const { ino } = statSync(live())
  await writeInPlace(live(), Buffer.from('first'), folder)
  await writeInPlace(live(), Buffer.from('second, longer'), folder)
  expect(text()).toBe('second, longer')
  expect(statSync(live()).ino).toBe(ino)
  await vi.waitFor(() => expect(cleared()).toBe(true), PATIENCE)
  writeFileSync(live(), 'by somebody else')
  expect(repairWrite(live(), folder)).toBe(false)
  expect(text()).toBe('by somebody else')
})

it('finishes a write that a crash cut short, once', async () => {
  await writeInPlace(live(), Buffer.from('whole'), folder)
  const crashed = readFileSync(journal())
  await vi.waitFor(() => expect(cleared()).toBe(true), PATIENCE)
  writeFileSync(journal(), crashed)
  truncateSync(live(), 0)
  expect(repairWrite(live(), folder)).toBe(true)
  expect(text()).toBe('whole')
  truncateSync(live(), 0)
  expect(repairWrite(live(), folder)).toBe(false)
})

it('leaves what somebody put there since, though a power cut brought the journal back; zeroes and a beginning are finished', async () => {
  await writeInPlace(live(), Buffer.from('whole'), folder)
  const crashed = readFileSync(journal())
  await vi.waitFor(() => expect(cleared()).toBe(true), PATIENCE)
  const repaired = ['newer, by hand', 'short', 'who', 'wh\0\0\0', ''].map((there) => {
    writeFileSync(journal(), crashed)
    writeFileSync(live(), there)
    return [repairWrite(live(), folder), text()]
  })
  const left = ['newer, by hand', 'short'].map((there) => [false, there])
  expect(repaired).toEqual([...left, [true, 'whole'], [true, 'whole'], [true, 'whole']])
})

it('writes nothing from a journal that was cut short itself: the file was not touched then', async () => {
  await writeInPlace(live(), Buffer.from('whole'), folder)
  const torn = readFileSync(journal())
  await vi.waitFor(() => expect(cleared()).toBe(true), PATIENCE)
  torn.write('X', torn.indexOf('whole'))
  writeFileSync(journal(), torn)
  writeFileSync(live(), 'untouched')
  expect(repairWrite(live(), folder)).toBe(false)
  expect(text()).toBe('untouched')
})

it('neither writes nor repairs what is no file, and waits for nobody', async () => {
  await writeInPlace(live(), Buffer.from('whole'), folder)
  const crashed = readFileSync(journal())
  await vi.waitFor(() => expect(cleared()).toBe(true), PATIENCE)
  rmSync(live())
  execFileSync('mkfifo', [live()])
  await expect(writeInPlace(live(), Buffer.from('new'), folder)).rejects.toThrow('is not a file')
  writeFileSync(journal(), crashed)
  expect(() => repairWrite(live(), folder)).toThrow('is not a file')
})

it('says so right before it touches the file: what the write brings about has not happened then', async () => {
  writeFileSync(live(), 'old')
  const then: string[] = []
  const write = (content: string) =>
    writeInPlace(live(), Buffer.from(content), folder, () => then.push(text()))
  await write('new')
  // Many at once are written by a thread.
  const others = Array.from({ length: 12 }, (_, index) => join(folder, `other-${index}`))
  for (const other of others) writeFileSync(other, 'old')
  await Promise.all(
    others.map((other) =>
      writeInPlace(other, Buffer.from('new'), mkdtempSync(join(folder, 'state-')), () =>
        then.push(readFileSync(other, 'utf8')),
      ),
    ),
  )
  expect(then).toEqual(Array.from({ length: 13 }, () => 'old'))
  expect(others.map((other) => readFileSync(other, 'utf8'))).toEqual(others.map(() => 'new'))
})
