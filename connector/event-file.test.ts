import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EventFile } from './event-file'

const MEGABYTE = 1024 * 1024
let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-events-'))
  path = join(folder, 'a.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

function open(text: string): EventFile {
  writeFileSync(path, text)
  return new EventFile(path)
}

describe('an event file', () => {
  it('gives out its complete lines, and the rest once it ends', () => {
    const file = open('{"a":1}\n\nrest')
    expect(file.lines(0).map(({ offset, length }) => [offset, length])).toEqual([
      [0, 8],
      [8, 1],
    ])
    appendFileSync(path, '!\n')
    expect(file.lines(9).map(({ bytes }) => bytes.toString())).toEqual(['rest!'])
    file.close()
  })

  it('gives out an endless line as its first megabyte once it ends, and goes on behind it', () => {
    const file = open(`first\n${'x'.repeat(5 * MEGABYTE)}`)
    expect(file.lines(6)).toEqual([])
    appendFileSync(path, 'y'.repeat(2 * MEGABYTE))
    expect(file.lines(6)).toEqual([])
    appendFileSync(path, 'z\nlast\n')
    const [long, last] = file.lines(6, 100 * MEGABYTE)
    expect([long?.offset, long?.length, long?.bytes.length]).toEqual([6, 7 * MEGABYTE + 2, MEGABYTE])
    expect([last?.offset, last?.bytes.toString()]).toEqual([7 * MEGABYTE + 8, 'last'])
    file.close()
  })

  it('has no first line while it is longer than a megabyte', () => {
    const long = open('x'.repeat(2 * MEGABYTE) + '\n')
    expect(long.firstLine()).toBeNull()
    long.close()
    const short = open(`${'x'.repeat(1000)}\n`)
    expect(short.firstLine()?.text).toHaveLength(1000)
    short.close()
  })

  it('is never a link, a folder or a pipe', () => {
    writeFileSync(join(folder, 'secret'), 'secret\n')
    symlinkSync(join(folder, 'secret'), path)
    expect(() => new EventFile(path)).toThrow('ELOOP')
    expect(() => new EventFile(folder)).toThrow('is no file')
    const pipe = join(folder, 'pipe.jsonl')
    execFileSync('mkfifo', [pipe])
    expect(() => new EventFile(pipe)).toThrow('is no file')
  })
})
