import * as disk from 'node:fs'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { digestOf, sha256Of } from './digest'
import { EventFolder } from './event-folder'
import { LiveFile, type OwnWrite } from './live-file'
import { livePlace } from './live-place'
import { moment } from './moment'
import { overwriteFile } from './overwrite-file'

let folder: string
let path: string
let live: LiveFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-live-'))
  path = join(folder, 'policies', 'policy.yaml')
  mkdirSync(dirname(path))
  writeFileSync(path, 'before')
  live = new LiveFile(path, { stir: () => {}, renewed: () => {} })
  live.look()
})
afterEach(() => {
  live.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Writes as the connector does, and says so only when it is asked to. */
function write(text: string): OwnWrite {
  const before = live.newest
  const bytes = Buffer.from(text)
  const { file, ...written } = overwriteFile(disk, path, bytes, livePlace(path))
  disk.closeSync(file)
  return { ...written, at: moment(), sha256: digestOf(bytes).sha256, before }
}

/** Change times of files are as coarse as a tick of the kernel. */
function nextTick(after: bigint): void {
  const other = join(folder, 'tick')
  do writeFileSync(other, '')
  while (disk.statSync(other, { bigint: true }).ctimeNs === after)
}

const sinceOf = (wrote: OwnWrite) => ({ atWrite: live.since?.steady === wrote.at.steady })

describe('a file that this program wrote, and looked at only later', () => {
  it('lies there since it was written, whether the look or the word of the writer comes first', () => {
    const first = write('first')
    live.wrote(first)
    live.look()
    expect(sinceOf(first)).toEqual({ atWrite: true })
    nextTick(first.ctimeNs)
    const second = write('second')
    live.look()
    expect(sinceOf(second)).toEqual({ atWrite: false })
    live.wrote(second)
    expect(sinceOf(second)).toEqual({ atWrite: true })
  })

  it('lies there since it was seen, when somebody wrote the same once more', () => {
    const own = write('own')
    nextTick(own.ctimeNs)
    writeFileSync(path, 'own')
    live.wrote(own)
    live.look()
    expect(sinceOf(own)).toEqual({ atWrite: false })
  })

  it('lies there since it was seen, when another file or folder was put in its place', () => {
    const own = write('own')
    writeFileSync(join(folder, 'other'), 'own')
    renameSync(join(folder, 'other'), path)
    live.wrote(own)
    live.look()
    expect(sinceOf(own)).toEqual({ atWrite: false })
    const next = write('next')
    renameSync(dirname(path), join(folder, 'moved'))
    mkdirSync(dirname(path))
    renameSync(join(folder, 'moved', 'policy.yaml'), path)
    live.wrote(next)
    live.look()
    expect(sinceOf(next)).toEqual({ atWrite: false })
  })
})

it('does not look at what this program is writing, nor again at what it wrote, but at what is written behind it', async () => {
  const seen: (string | undefined)[] = []
  const stir = () => seen.push(own.newest?.content?.sha256)
  const own = new LiveFile(path, { stir, renewed: () => {} })
  own.look()
  let heard = 0
  const watcher = disk.watch(dirname(path), () => (heard += 1))
  const before = own.newest
  const bytes = Buffer.from('own')
  own.writes()
  const { file, ...written } = overwriteFile(disk, path, bytes, livePlace(path))
  disk.closeSync(file)
  await expect.poll(() => heard).toBeGreaterThan(0)
  expect(seen).toEqual([])
  own.wrote({ ...written, at: moment(), sha256: sha256Of(bytes), before })
  own.look()
  const until = heard
  writeFileSync(join(dirname(path), 'other'), '')
  await expect.poll(() => heard).toBeGreaterThan(until)
  nextTick(written.ctimeNs)
  writeFileSync(path, 'by somebody else')
  await expect.poll(() => seen.at(-1)).toBe(sha256Of(Buffer.from('by somebody else')))
  expect(seen).not.toContain(sha256Of(bytes))
  watcher.close()
  own.close()
})

/** Waits until something in a folder stirs, by looking and changing it again and again: the watch may not be there yet. */
async function stirs(stirred: () => boolean, inFolder: string, look: () => void): Promise<void> {
  let count = 0
  await vi.waitFor(
    () => {
      look()
      writeFileSync(join(inFolder, `${(count += 1)}`), '')
      expect(stirred()).toBe(true)
    },
    { timeout: 20_000, interval: 20 },
  )
}

describe('a folder that was removed and made anew', () => {
  it('is watched as before: that of a live file', async () => {
    let stirred = false
    const watched = new LiveFile(path, { stir: () => (stirred = true), renewed: () => {} })
    watched.look()
    rmSync(dirname(path), { recursive: true })
    watched.look()
    mkdirSync(dirname(path))
    writeFileSync(path, 'after')
    watched.look()
    // The end of the folder itself is heard first.
    await vi.waitFor(() => expect(stirred).toBe(true), { timeout: 20_000, interval: 5 })
    stirred = false
    await stirs(
      () => stirred,
      dirname(path),
      () => watched.look(),
    )
    watched.close()
  })

  it('is watched as before: that of event files', async () => {
    let stirred = false
    const events = new EventFolder(dirname(path), [], () => (stirred = true))
    events.scan()
    rmSync(dirname(path), { recursive: true })
    events.scan()
    mkdirSync(dirname(path))
    events.scan()
    // The end of the folder itself is heard first.
    await vi.waitFor(() => expect(stirred).toBe(true), { timeout: 20_000, interval: 5 })
    stirred = false
    await stirs(
      () => stirred,
      dirname(path),
      () => events.scan(),
    )
    events.close()
  })
})

describe('a glance', () => {
  it('is the look of just now, until a watch tells that something was written', async () => {
    const { now } = live.look()
    expect(live.glance()).toBe(now)
    writeFileSync(path, 'after')
    const after = sha256Of(Buffer.from('after'))
    await expect.poll(() => live.glance().content?.sha256).toBe(after)
  })

  it('asks the disk where no watch would tell', () => {
    const later = new LiveFile(join(folder, 'later', 'policy.yaml'), { stir: () => {}, renewed: () => {} })
    expect(later.glance().content).toBeNull()
    mkdirSync(join(folder, 'later'))
    writeFileSync(later.path, 'there')
    expect(later.glance().content?.sha256).toBe(sha256Of(Buffer.from('there')))
    later.close()
  })
})
