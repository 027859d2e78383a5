import {
  closeSync,
  fstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { livePlace } from './live-place'
import { OverwriteThread } from './overwrite-thread'

let folder: string
let thread: OverwriteThread

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-thread-'))
  thread = new OverwriteThread()
})
afterEach(async () => {
  await thread.end()
  rmSync(folder, { recursive: true, force: true })
})

it('overwrites many files in place, each with its own bytes', async () => {
  const paths = Array.from({ length: 50 }, (_, index) => join(folder, `${index}.yaml`))
  for (const path of paths) writeFileSync(path, 'a longer text than the next')
  const before = paths.map((path) => statSync(path).ino)
  const files = await Promise.all(
    paths.map((path) => thread.overwrite(path, Buffer.from(path), livePlace(path))),
  )
  expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(paths)
  expect(paths.map((path) => statSync(path).ino)).toEqual(before)
  expect(files.map(({ file }) => fstatSync(file).ino)).toEqual(before)
  for (const { file } of files) closeSync(file)
})

it('says why a file cannot be written, and goes on', async () => {
  await expect(thread.overwrite(join(folder, 'none', 'policy.yaml'), Buffer.from('x'), null)).rejects.toThrow(
    /ENOENT/,
  )
  closeSync((await thread.overwrite(join(folder, 'policy.yaml'), Buffer.from('x'), null)).file)
  expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toBe('x')
})

it('leaves files alone when it ends: their numbers may be those of others by then', async () => {
  const { file: given } = await thread.overwrite(join(folder, 'given.yaml'), Buffer.from('given'), null)
  const { file: closed } = await thread.overwrite(join(folder, 'closed.yaml'), Buffer.from('closed'), null)
  closeSync(closed)
  await thread.end()
  writeSync(given, ' and written to', 5)
  closeSync(given)
  expect(readFileSync(join(folder, 'given.yaml'), 'utf8')).toBe('given and written to')
})

it('begins another thread after it ended', async () => {
  await thread.end()
  closeSync((await thread.overwrite(join(folder, 'policy.yaml'), Buffer.from('again'), null)).file)
  expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toBe('again')
})

it('writes with the next thread while the one before it is ending', async () => {
  closeSync((await thread.overwrite(join(folder, 'before.yaml'), Buffer.from('before'), null)).file)
  const ending = thread.end()
  const next = thread.overwrite(join(folder, 'policy.yaml'), Buffer.from('next'), null)
  await ending
  closeSync((await next).file)
  expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toBe('next')
})

it('rejects what the thread that ended had not written, and only that', async () => {
  const lost = thread.overwrite(join(folder, 'lost.yaml'), Buffer.from('lost'), null)
  const ending = thread.end()
  const next = thread.overwrite(join(folder, 'policy.yaml'), Buffer.from('next'), null)
  await expect(lost).rejects.toThrow('the thread that writes ended')
  await ending
  closeSync((await next).file)
})
