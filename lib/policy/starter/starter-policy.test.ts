import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { lintPolicy } from '@/lib/policy/lint/lint-policy'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { starterPolicy } from './starter-policy'

const HOSTILE_TEXTS = [
  'plain',
  'a\n::set-output name=x::y\r\n%0A%3A',
  '\u001b[31mred\u001b[0m \u0007 \u202egnp.exe\u202c \u200b \u2028 \ufeff \ufffe \ud800 \u00ad',
  '-->\n# Heading\n- item\n1. one\n```\nfence',
]

const hint = fc.option(fc.boolean(), { nil: undefined })
const anyText = fc.oneof(
  fc.constantFrom(
    ...HOSTILE_TEXTS,
    '*',
    '',
    'yes',
    '1e3',
    'a.b',
    '__proto__',
    'ghp_0123456789012345678901234567890123456789',
  ),
  fc.string({ unit: 'binary' }),
)
const anyTool = fc.record({
  name: anyText,
  description: fc.option(anyText, { nil: undefined }),
  annotations: fc.record({ readOnlyHint: hint, destructiveHint: hint }),
})

it('is valid and lints clean, whatever a server says, and allows no tool that says it may destroy', () => {
  fc.assert(
    fc.property(fc.array(anyTool, { maxLength: 5 }), anyText, (tools, origin) => {
      const text = starterPolicy(tools, origin)
      const parsed = parsePolicy(text)
      if (!parsed.ok) throw new Error(parsed.loadError)
      expect(validatePolicy(parsed)).toEqual([])
      expect(lintPolicy(text)).toEqual([])
      const last = new Map(tools.map((tool) => [tool.name, tool.annotations]))
      const open = [...parsed.policy.tools].filter(([name, { rules }]) => {
        const { readOnlyHint, destructiveHint } = last.get(name) ?? {}
        return readOnlyHint !== true && destructiveHint !== false && rules[0]?.action !== 'deny'
      })
      expect(open).toEqual([])
    }),
    { numRuns: 60 },
  )
})

it('groups tools by what they say about themselves, and keeps their descriptions as comments', () => {
  const tools = [
    { name: 'drop', annotations: { readOnlyHint: false } },
    { name: 'list', description: 'Lists\n  things.', annotations: { readOnlyHint: true } },
    { name: 'add', annotations: { destructiveHint: false } },
    { name: 'bad\u202ename', annotations: { readOnlyHint: true } },
  ]
  const text = starterPolicy(tools, 'server')
  expect(text).toContain('  # Lists things.\n  list:\n    rules: []\n')
  expect(text.indexOf('list:')).toBeLessThan(text.indexOf('add:'))
  expect(text.indexOf('add:')).toBeLessThan(text.indexOf('drop:'))
  expect(text).toContain('Left out because of their names, and so denied: 1 tools')
})
