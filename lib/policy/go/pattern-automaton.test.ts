import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { wellFormed } from '../well-formed'
import { compileRegexp } from './regexp'
import type { TextAutomaton } from './pattern-automaton'

interface Vector {
  readonly pattern: string
  readonly ok: boolean
  readonly inputs: readonly string[]
  readonly matches: readonly boolean[]
}

/** Answers of the Go program of 2026-03-04. */
function vectors(): Vector[] {
  const packed = readFileSync(new URL('../golden/regex.jsonl.gz', import.meta.url))
  const lines = gunzipSync(packed).toString('utf8').trimEnd().split('\n')
  return lines.map((line): Vector => JSON.parse(line)).filter(({ ok }) => ok)
}

function automatonFor(pattern: string, pay: (steps: number) => void = () => undefined): TextAutomaton {
  const compiled = compileRegexp(pattern)
  const automaton = compiled.ok ? compiled.regexp.automaton(pay) : null
  if (automaton === null) throw new Error(`no automaton for ${pattern}`)
  return automaton
}

function read(automaton: TextAutomaton, text: string): boolean | null {
  let state: number | null = automaton.start
  for (const character of wellFormed(text)) {
    if (state !== null) state = automaton.step(state, character.codePointAt(0) ?? 0)
  }
  return state === null ? null : automaton.accepts(state)
}

describe('the automaton of a pattern', () => {
  it('reads every text to the answer of the Go program', () => {
    const wrong = vectors().flatMap(({ pattern, inputs, matches }) => {
      const automaton = automatonFor(pattern)
      return inputs
        .filter((input, at) => read(automaton, input) !== matches[at])
        .map((input) => [pattern, input])
    })
    expect(vectors().flatMap(({ inputs }) => inputs).length).toBeGreaterThan(2000)
    expect(wrong).toEqual([])
  })

  it('reads all code points from one edge to the next alike', () => {
    const automaton = automatonFor('^[b-d]|é|\\bz')
    for (const [at, edge] of automaton.edges.entries()) {
      const last = Math.min((automaton.edges[at + 1] ?? edge + 1000) - 1, edge + 1000)
      expect(automaton.step(automaton.start, last)).toBe(automaton.step(automaton.start, edge))
    }
  })

  it('tells of the work, and less of it where the way is known', () => {
    let paid = 0
    const automaton = automatonFor('(a|b)*a(a|b){8}$', (steps) => (paid += steps))
    const first = (read(automaton, 'abababababab'), paid)
    expect(first).toBeGreaterThan(1)
    read(automaton, 'abababababab')
    expect(paid - first).toBeLessThan(first / 2)
  })
})
