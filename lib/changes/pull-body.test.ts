import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCodeowners } from '@/lib/repository/codeowners'
import { asCode, asText } from './forge-markdown'
import { predictAgreement } from './predict-agreement'
import { describeChange } from './pull-body'

const JOINER = /\u2060/g

/** What GitHub would link, mention, close or hide in text that it shows. */
const LIVE: readonly RegExp[] = [
  /@[a-z0-9]/i,
  /#[a-z0-9]/i,
  /\bgh-\d/i,
  /:\/\//,
  /\bwww\./i,
  /\b(?:mailto|xmpp):/i,
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b/i,
  /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/i,
  /<!--/,
  /[\u202a-\u202e\u2066-\u2069\u200b]/,
]

const PIECES = [
  '@ben',
  '@acme/payments',
  'a@b.example',
  '#12',
  'fixes #12',
  'Closes: acme/policies#3',
  'GH-12',
  'resolved',
  'https://evil.example/x',
  'www.evil.example',
  'mailto:a@b',
  '8c3e2d1',
  'deadbeef'.repeat(5),
  ':tada:',
  '<!-- lockstep:begin -->',
  '<!-- lockstep:end -->',
  '<img src=x onerror=alert(1)>',
  '</details>',
  '&lt;',
  '&#64;ben',
  '`',
  '``',
  '```\n',
  '|',
  '\n|-|',
  '\n\n# H',
  '\n- x',
  '[a](b)',
  '![a](b)',
  '**',
  '_',
  '~~',
  '$x$',
  '\\',
  '\\@',
  '\u202e',
  '\u0000',
  ' ',
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join(''))

/** What stands in an escaped text, or null when a character that Markdown reads stands bare. */
function unescaped(markdown: string): string | null {
  let text = ''
  for (let i = 0; i < markdown.length; i += 1) {
    const character = markdown[i] ?? ''
    if (character === '\\') text += markdown[(i += 1)] ?? ''
    else if (/[!-/:-@[-`{-~\n\r]/.test(character)) return null
    else text += character
  }
  return text
}

/** The content of a Markdown that is one code span and nothing else, or null. */
function codeSpan(markdown: string): string | null {
  const fence = /^`+/.exec(markdown)?.[0] ?? ''
  const inner = markdown.slice(fence.length, -fence.length)
  if (fence === '' || !markdown.endsWith(fence) || /[\n\r]/.test(inner)) return null
  const runs = [...inner.matchAll(/`+/g)].map(([run]) => run.length)
  if (runs.includes(fence.length) || inner.startsWith('`') || inner.endsWith('`')) return null
  const stripped = inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== ''
  return stripped ? inner.slice(1, -1) : inner
}

/** Text that has to come through unchanged. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

/** Of a branch that nobody looked at. */
const UNKNOWN = { rules: null, protection: null }

describe('text of files in a pull request', () => {
  it('is nothing but text, and reads as it was', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = unescaped(asText(text))
        expect(shown).not.toBeNull()
        for (const live of LIVE) expect(shown).not.toMatch(live)
        expect(!isPlain(text) || shown?.replace(JOINER, '') === text.replace(/ +/g, ' ').trim()).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('is nothing but code as a code span, and reads as it was', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = codeSpan(asCode(text))
        expect(shown).not.toBeNull()
        for (const live of LIVE) expect(shown).not.toMatch(live)
        expect(
          !isPlain(text) || text.trim() === '' || shown?.replace(JOINER, '') === text.replace(/ +/g, ' '),
        ).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('leaves usual words alone', () => {
    expect(asText('refund becomes denied')).toBe('refund becomes denied')
    expect(asCode('policies/payments/stripe.yaml')).toBe('`policies/payments/stripe.yaml`')
  })
})

const policy = (tool: string, rule: string, most: number) =>
  JSON.stringify({
    version: '1',
    tools: {
      [tool]: {
        rules: [{ name: rule, conditions: [{ path: 'args.n', op: 'lte', value: most }], on_deny: rule }],
      },
    },
  })

function body(text: string, description = ''): string {
  const path = `policies/${text}.yaml`
  const file = { basePath: path, path, before: policy(text, 'r', 5), text: policy(text, text || 'r', 4) }
  return describeChange({ description, files: [file], link: 'https://lockstep.example/drafts/1' })
}

describe('the body of a pull request', () => {
  it('holds each marker once, whatever the names and the description say', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, description) => {
        const all = body(text, description)
        expect(all.match(/<!--\s*lockstep:begin\s*-->/gi)).toHaveLength(1)
        expect(all.match(/<!--\s*lockstep:end\s*-->/gi)).toHaveLength(1)
        expect(
          all.endsWith('[Open in Lockstep](https://lockstep.example/drafts/1)\n\n<!-- lockstep:end -->'),
        ).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('says what tightens, and keeps what the person wrote', () => {
    const all = body('refund', 'For @ben, see #12.')
    expect(all.startsWith('For @ben, see #12.\n\n<!-- lockstep:begin -->')).toBe(true)
    expect(all).toContain('**tightens** refund\\: n over 4 becomes denied')
    // A call that proves it.
    expect(all).toMatch(/becomes denied.*<br>.*5/)
  })

  it('says that a policy was not compared with what is none, and nothing of files that never were one', () => {
    const said = (before: string, text: string) => {
      const file = { basePath: 'a.yaml', path: 'a.yaml', before, text }
      return describeChange({ description: '', files: [file], link: 'https://lockstep.example/drafts/1' })
    }
    const valid = policy('refund', 'r', 5)
    expect(said('tools: [', valid)).toContain(
      '- `a.yaml`\n  - **not compared** what stood there before is no valid policy\n',
    )
    expect(said(valid, 'tools: [')).toContain('**not compared** what it says now is no valid policy')
    expect(said('a: 1', 'a: 2')).not.toContain('not compared')
    expect(said(valid, `${valid}\n`)).not.toContain('not compared')
  })

  it('says what a change of the settings does, also where there were none', () => {
    const path = '.lockstep.yaml'
    const file = (before: string | null) => ({
      basePath: before === null ? null : path,
      path,
      before,
      text: 'root: rules\n',
    })
    const link = 'https://lockstep.example/drafts/1'
    for (const [before, heading] of [
      [null, '- `.lockstep.yaml` is new'],
      ['root: policies\n', '- `.lockstep.yaml`'],
    ] as const) {
      const all = describeChange({ description: '', files: [file(before)], link })
      expect(all).toContain(`${heading}\n  - Policies are the files below rules`)
    }
    expect(describeChange({ description: '', files: [file('roots: a\n')], link })).toContain(
      '- `.lockstep.yaml`\n',
    )
  })

  it('stays below what GitHub takes, and says what is left out', () => {
    const files = Array.from({ length: 200 }, (_, i) => {
      const path = `policies/${'long'.repeat(200)}-${i}.yaml`
      return { basePath: path, path, before: policy(`tool-${i}`, 'r', 5), text: policy(`tool-${i}`, 'r', 4) }
    })
    const paths = files.map(({ path }) => path)
    const agreement = predictAgreement(parseCodeowners('* @acme/payments\n'), UNKNOWN, paths, 'ana')
    const tests = paths.map((path) => ({ path, lines: ['x'.repeat(400)] }))
    const link = 'https://lockstep.example'
    const all = describeChange({ description: 'x'.repeat(20_000), files, tests, agreement, link })
    expect(all.length).toBeLessThan(65_536)
    expect(all).toMatch(/- and \d+ more; all are shown in Lockstep/)
  })
})

it('says below the changes what the policy tests say, as nothing but text', () => {
  const tests = [
    {
      path: 'policies/a.yaml',
      lines: ['Policy tests: 1 of 2 pass.', '“ping @ben” (line 2) expects denied and gets allowed.'],
    },
  ]
  const body = describeChange({ description: '', files: [], tests, link: 'https://lockstep.example/x' })
  expect(body).toContain('### Policy tests\n\n- `policies/a.yaml`\n  - Policy tests')
  expect(body.replace(/lockstep\.example/, '')).not.toMatch(/@ben/)
  expect(describeChange({ description: '', files: [], link: 'https://lockstep.example/x' })).not.toContain(
    'Policy tests',
  )
})

it('says who must agree as nothing but text, for an emergency in its own words only', () => {
  const codeowners = parseCodeowners('/a.yaml @acme/payments @ben\n/b.yaml\n/d.yaml @ana\n')
  const team = { id: 7, name: 'acme/data' }
  const rules = [{ ruleset: 1, team, patterns: ['a.yaml'], minimum: 2 }]
  const agreement = predictAgreement(
    codeowners,
    { ...UNKNOWN, rules },
    ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'],
    'ana',
  )
  const change = { description: '', files: [], agreement, link: 'https://lockstep.example/x' }
  const said = describeChange(change)
  const plain = said.replaceAll(JOINER, '').replaceAll('\\', '')
  for (const line of [
    '- `a.yaml`: one of @acme/payments or @ben, line 1',
    '- `b.yaml`: unowned on purpose, line 2: nobody is asked',
    '- `c.yaml`: no line of CODEOWNERS matches: nobody is asked',
    '- `d.yaml`: @ana, line 3, but not its drafter',
    '- and @acme/data: a ruleset requires 2 approvals of the team for `a.yaml`',
  ])
    expect(plain).toContain(line)
  expect(said).not.toMatch(/@[a-z]/)
  const urgent = describeChange({ ...change, emergency: { reason: 'Now', files: [] } })
  expect(urgent).not.toContain('Who must agree')
})

it('says who must agree where the branch requires owners or that is not known, and who is asked where it does not', () => {
  const whole = { approvals: 1, lastPush: false, checks: [], isWhole: true }
  const said = (codeOwners: boolean | null) => {
    const terms = { rules: [], protection: { ...whole, codeOwners } }
    const agreement = predictAgreement(parseCodeowners('* @ben\n'), terms, ['a.yaml'], 'ana')
    return describeChange({ description: '', files: [], agreement, link: 'https://lockstep.example/x' })
  }
  for (const required of [true, null]) {
    expect(said(required)).toContain('### Who must agree')
    expect(said(required)).not.toContain('none of them has to agree')
  }
  expect(said(false)).toContain('### Who is asked')
  expect(said(false)).not.toContain('must agree')
  expect(said(false)).toContain('It requires one approval of anybody who may write.')
})
