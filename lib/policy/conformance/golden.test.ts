import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkVector } from './check-vector'
import { VECTOR_KINDS } from './vector'

/** Answers of the Go program of 2026-03-04, on inputs written for this project. */
function readGolden(kind: string): string[] {
  const packed = readFileSync(new URL(`../golden/${kind}.jsonl.gz`, import.meta.url))
  return gunzipSync(packed).toString('utf8').trimEnd().split('\n')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

describe('the answers of the Go program', () => {
  it.each(VECTOR_KINDS)('are ours too: %s', { timeout: 120_000 }, (kind) => {
    const lines = readGolden(kind)
    const wrong = lines
      .map((line) => checkVector(kind, line, sha256))
      .filter((result) => result.differences.length > 0)
    expect(lines.length).toBeGreaterThan(500)
    expect(wrong).toEqual([])
  })

  it('are ours to the last word of a YAML syntax error', () => {
    const worded = readGolden('validate').filter(
      (line) => checkVector('validate', line, sha256).wording.length > 0,
    )
    expect(worded).toEqual([])
  })
})

describe('a vector that we answer differently', () => {
  it.each([
    ['quote', '{"id":"q","s":"a","quoted":"\\"b\\""}', 'quoted'],
    ['format', '{"id":"f","json":1e6,"text":"1000000"}', 'text'],
    ['regex', '{"id":"r","pattern":"a","ok":true,"inputs":["a"],"matches":[false]}', 'match of "a"'],
    ['regex', '{"id":"r","pattern":"(","ok":true,"inputs":[],"matches":[]}', 'error'],
    ['validate', '{"id":"v","yaml":"version: 2","ok":true,"errors":[]}', 'errors[0]'],
    ['validate', '{"id":"v","yaml":"version: 1","ok":false,"loadError":"x","errors":[]}', 'loadError'],
    ['params', '{"id":"p","line":"{}","kind":"evaluated"}', 'kind'],
    [
      'evaluate',
      '{"id":"e","yaml":"version: 1","calls":[{"tool":"t","expect":{"result":"denied","message":"m"}}]}',
      'call 1, result',
    ],
  ] as const)('is told: %s', (kind, line, what) => {
    expect(checkVector(kind, line, sha256).differences.map((difference) => difference.what)).toContain(what)
  })

  it('passes when only the words of a syntax error differ, and that is told apart', () => {
    const line =
      '{"id":"v","yaml":"a: [","ok":false,"loadError":"parsing config file: yaml: other words","errors":[]}'
    const { differences, wording } = checkVector('validate', line, sha256)
    expect(differences).toEqual([])
    expect(wording.map(({ what }) => what)).toEqual(['loadError'])
  })

  it('fails when we refuse the syntax and the Go program refuses a value', () => {
    const error = 'parsing config file: yaml: unmarshal errors:\\n  line 1: x'
    const line = `{"id":"v","yaml":"a: [","ok":false,"loadError":"${error}","errors":[]}`
    expect(checkVector('validate', line, sha256).differences).toHaveLength(1)
  })
})
