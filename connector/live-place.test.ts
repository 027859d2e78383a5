import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import * as disk from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestOf } from './digest'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { LineCount } from './line-count'
import { livePlace, readPlace, readRegular } from './live-place'
import { observeFile } from './observe-file'
import { overwriteFile } from './overwrite-file'
import { ServerLink } from './server-link'

const POLICY = Buffer.from('version: "1"\n')
/** As if somebody else had made what the test made: nobody's links are trusted for whose they are. */
const NOBODY: ReadonlySet<bigint> = new Set()
let folder: string
let live: string
let victim: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockstep-place-')))
  mkdirSync(join(folder, 'own'))
  mkdirSync(join(folder, 'theirs'))
  live = join(folder, 'own', 'policy.yaml')
  victim = join(folder, 'theirs', 'policy.yaml')
  writeFileSync(live, 'old')
  writeFileSync(victim, 'precious')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Writes as a delivery does, with something that happens between the look and the write. */
function writeAfter(meanwhile: () => void): void {
  const place = livePlace(live)
  meanwhile()
  closeSync(overwriteFile(disk, live, POLICY, place).file)
}

describe('between the look and the write', () => {
  it('nothing happens: the file is written, and keeps its inode', () => {
    const { ino } = statSync(live)
    writeAfter(() => undefined)
    expect(readFileSync(live)).toEqual(POLICY)
    expect(statSync(live).ino).toBe(ino)
  })

  it('the file becomes a link: what it leads to stays as it is', () => {
    const swap = () => {
      unlinkSync(live)
      symlinkSync(victim, live)
    }
    expect(() => writeAfter(swap)).toThrow('another file was put there')
    expect(readFileSync(victim, 'utf8')).toBe('precious')
  })

  it('its folder becomes a link: what lies in the other folder stays as it is', () => {
    const swap = () => {
      renameSync(join(folder, 'own'), join(folder, 'away'))
      symlinkSync(join(folder, 'theirs'), join(folder, 'own'))
    }
    expect(() => writeAfter(swap)).toThrow('another file was put there')
    expect(readFileSync(victim, 'utf8')).toBe('precious')
  })

  it('a link is put where no file was: it is not followed, also when it leads to nothing', () => {
    unlinkSync(live)
    expect(() => writeAfter(() => symlinkSync(victim, live))).toThrow('EEXIST')
    expect(readFileSync(victim, 'utf8')).toBe('precious')
    unlinkSync(live)
    const planted = join(folder, 'theirs', 'planted')
    expect(() => writeAfter(() => symlinkSync(planted, live))).toThrow('EEXIST')
    expect(disk.existsSync(planted)).toBe(false)
  })

  it('a named pipe is put there: nobody waits for its reader', () => {
    const swap = () => {
      unlinkSync(live)
      execFileSync('mkfifo', [live])
    }
    expect(() => writeAfter(swap)).toThrow('ENXIO')
  })
})

describe('a link that lies there', () => {
  beforeEach(() => {
    unlinkSync(live)
    symlinkSync(victim, live)
  })

  it('is followed when it is of root or of this user, or leads to what is its owner’s own', () => {
    const { dev, ino } = statSync(victim, { bigint: true })
    expect(livePlace(live)).toEqual({ dev, ino })
    expect(livePlace(live, NOBODY)).toEqual({ dev, ino })
    expect(readPlace(live, 100)).toEqual(Buffer.from('precious'))
    expect(readPlace(live, 3)).toBe('precious'.length)
  })

  it('is refused when somebody else made it to what is not theirs', () => {
    const somewhere = ['/etc/passwd', '/dev/null'].find((path) => statSync(path).uid !== statSync(folder).uid)
    unlinkSync(live)
    if (somewhere === undefined) {
      // This is root: only root may give a link away.
      symlinkSync('/etc/passwd', live)
      disk.lchownSync(live, 65_534, 65_534)
    } else symlinkSync(somewhere, live)
    expect(() => livePlace(live, new Set([0n]))).toThrow('to what is not theirs')
  })

  it('is refused when it leads to nothing', () => {
    unlinkSync(victim)
    expect(() => livePlace(live)).toThrow('ENOENT')
  })
})

it('a named pipe in place of the policy is told as no file, without waiting for its writer', () => {
  unlinkSync(live)
  execFileSync('mkfifo', [live])
  expect(observeFile(live).error).toBe('it is not a file')
  expect(() => livePlace(live)).toThrow('is not a file')
  expect(() => readPlace(live, 100)).toThrow('is not a file')
  expect(readRegular(live, 100)).toBeNull()
})

it('a file that a path leads to is read by a link too, up to the limit', () => {
  const link = join(dirname(live), 'link')
  symlinkSync(live, link)
  const { length } = readFileSync(live)
  expect(readRegular(link, length)).toEqual(readFileSync(live))
  expect(readRegular(link, length - 1)).toBeNull()
})

it('a named pipe put in place of an edited policy that the server was told of holds up no count of its lines', async () => {
  const { sha256, blob } = digestOf(readFileSync(live))
  unlinkSync(live)
  execFileSync('mkfifo', [live])
  const client = new HttpClient('http://127.0.0.1:9')
  const lines = new LineCount(new ServerLink(client, new HostCalls(client), ''), live)
  const fact = {
    sha256,
    blob,
    path: live,
    at: new Date().toISOString(),
    source: 'disk' as const,
    error: null,
  }
  const inGit = { ...digestOf(POLICY), commit: '0'.repeat(40), path: 'a.yaml', size: 1, pinned: false }
  const answer = {
    ack: 0,
    wantFull: false,
    intervalS: 30,
    desired: { kind: 'file' as const, ...inGit },
    takesDiffers: true,
    serverTime: fact.at,
  }
  expect(await lines.count(fact, answer, null, AbortSignal.timeout(1_000))).toBe(false)
})
