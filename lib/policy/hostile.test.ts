import { describe, expect, it } from 'vitest'
import { compilePolicy } from './compile-policy'
import { evaluate } from './evaluate'
import { compileRegexp } from './go/regexp'
import { marshalArgs } from './marshal-args'
import { MemoryCounters } from './memory-counters'
import { parsePolicy } from './parse-policy'
import { readCall } from './read-call'
import { validatePolicy } from './validate-policy'

const HEAD = 'version: "1"\n'

/** The load error, the errors joined, or `valid`. */
function load(text: string): string {
  const parsed = parsePolicy(text)
  if (!parsed.ok) return parsed.loadError
  return (
    validatePolicy(parsed)
      .map((error) => error.message)
      .join('\n') || 'valid'
  )
}

function conditionOn(value: string): string {
  return `${HEAD}tools:\n  t:\n    rules:\n      - {name: a, conditions: [{path: args.a, op: eq, value: ${value}}]}\n`
}

describe('a hostile policy file', () => {
  it('may nest as deep as Go allows and no deeper', () => {
    expect(load(conditionOn('['.repeat(9000) + ']'.repeat(9000)))).toBe('valid')
    const tooDeep = 'parsing config file: yaml: line 2: exceeded max depth of 10000'
    expect(load(`${HEAD}x: ${'['.repeat(100_000)}`)).toBe(tooDeep)
    expect(load(`${HEAD}x: ${'{a: '.repeat(100_000)}`)).toBe(tooDeep)
    expect(load(`${HEAD}x:\n${'- '.repeat(100_000)}`)).toBe(tooDeep)
  })

  it('is refused when aliases make it explode, and only where they are decoded', () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const items = Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`))
      return `a${i}: &a${i} [${items.join(', ')}]\n`
    }).join('')
    expect(load(levels + conditionOn('*a11'))).toBe(
      'parsing config file: yaml: document contains excessive aliasing',
    )
    expect(load(levels + HEAD)).toBe('valid')
  })

  it('is refused when merge keys make it explode', () => {
    const levels = Array.from({ length: 30 }, (_, i) => {
      const merge = i === 0 ? '' : `<<: [*m${i - 1}, *m${i - 1}], `
      return `m${i}: &m${i} {${merge}k${i}: v}\n`
    }).join('')
    expect(load(`${levels}${HEAD}tools:\n  <<: *m29\n`)).toContain('document contains excessive aliasing')
  })

  it('may have a hundred thousand rules', { timeout: 60_000 }, () => {
    const rule = '      - {name: r, conditions: [{path: args.a, op: eq, value: 1}]}\n'
    const parsed = parsePolicy(`${HEAD}tools:\n  t:\n    rules:\n${rule.repeat(100_000)}`)
    expect(parsed.ok).toBe(true)
    if (!parsed.ok) return
    const decision = evaluate(
      compilePolicy(parsed.policy),
      { tool: 't', args: { a: 1 } },
      new MemoryCounters(),
      new Date(0),
    )
    expect(decision.result).toBe('allowed')
  })

  it('gets no more than ten thousand errors', () => {
    const errors = load(`${HEAD}tools:\n  t:\n    rules:\n${'      - {}\n'.repeat(20_000)}`).split('\n')
    expect(errors).toHaveLength(10_000)
    expect(errors[0]).toBe('tools.t.rules[0]: rule must have a name')
  })
})

describe('a hostile regular expression', () => {
  const text = 'a'.repeat(100_000)

  it.each(['(a+)+$', '(a|a)*b', '(a*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$', '(.*)*(.*)*z', '((a{50}){20})+b'])(
    'matches in linear time: %s',
    (pattern) => {
      const compiled = compileRegexp(pattern)
      expect(compiled.ok && compiled.regexp.matches(`${text}!`)).toBe(false)
    },
  )

  it.each([
    ['(a{1000}){1000}', 'invalid repeat count: `{1000}`'],
    ['('.repeat(1001) + ')'.repeat(1001), 'expression nests too deeply'],
    ['('.repeat(100_000), 'missing closing )'],
  ])('is refused like in Go when it is too large', (pattern, error) => {
    const compiled = compileRegexp(pattern)
    expect(compiled.ok ? '' : compiled.error).toContain(error)
  })
})

describe('a hostile call', () => {
  it('may nest as deep as Go allows and no deeper', () => {
    const line = (depth: number) =>
      `{"method":"tools/call","params":{"name":"t","arguments":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}}`
    const read = readCall(line(9_997))
    expect(read.kind).toBe('evaluated')
    if (read.kind !== 'evaluated') return
    expect(marshalArgs(read.call.args)).toHaveLength(2 * 9_997 + '{"a":}'.length)
    const parsed = parsePolicy(conditionOn('x'))
    if (!parsed.ok) throw new Error(parsed.loadError)
    const decision = evaluate(compilePolicy(parsed.policy), read.call, new MemoryCounters(), new Date(0))
    expect(decision.result).toBe('denied')
    expect(readCall(line(9_998)).kind).toBe('not-json')
    expect(readCall('['.repeat(1_000_000)).kind).toBe('not-json')
  })

  it('may name its arguments any number of times', () => {
    const twins = Array.from({ length: 20_000 }, (_, i) => `"arguments":{"a${i}":1}`).join()
    const read = readCall(`{"method":"tools/call","params":{"name":"t",${twins}}}`)
    expect(read.kind === 'evaluated' && Object.keys(read.call.args).length).toBe(20_000)
  })
})
