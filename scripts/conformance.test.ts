import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Advice } from './advice'
import { main } from './conformance'

let folder = ''
let printed: string[] = []
const print = console.log

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-conformance-'))
  printed = []
  console.log = (line: string) => printed.push(line)
})

afterEach(() => {
  console.log = print
  rmSync(folder, { recursive: true })
})

const RIGHT = '{"id":"q-1","s":"a","quoted":"\\"a\\""}\n'
const WRONG = '{"id":"q-2","s":"a","quoted":"b"}\n'

describe('npm run conformance', () => {
  it('reads plain and packed files and passes when all answers agree', async () => {
    writeFileSync(join(folder, 'quote.jsonl'), RIGHT)
    writeFileSync(join(folder, 'big-quote.jsonl.gz'), gzipSync(RIGHT.repeat(3)))
    writeFileSync(join(folder, 'README.md'), 'no vectors')
    expect(await main([folder])).toBe(0)
    expect(printed.at(-1)).toBe('\n4 passed, 0 failed')
  })

  it('shows a person the difference and ends with 1', async () => {
    writeFileSync(join(folder, 'quote.jsonl'), RIGHT + WRONG)
    expect(await main([folder])).toBe(1)
    expect(printed.join('\n')).toContain('q-2  DIFFERS')
    expect(printed.at(-1)).toBe('\n1 passed, 1 failed')
  })

  it('counts a line that is no vector as failed', async () => {
    writeFileSync(join(folder, 'quote.jsonl'), `${RIGHT}nonsense\n`)
    expect(await main([folder])).toBe(1)
    expect(printed.at(-1)).toBe('\n1 passed, 1 failed')
  })

  it('says what to name when the folder is missing or has no vectors', async () => {
    await expect(main([])).rejects.toThrow(Advice)
    await expect(main([join(folder, 'none')])).rejects.toThrow('is no folder')
    await expect(main([folder])).rejects.toThrow('has no file whose name ends in a kind')
  })
})
