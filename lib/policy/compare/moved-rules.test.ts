import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import { findMovedRules, type FileSides } from './moved-rules'

const CAP = `      - name: cap
        conditions: [{ path: args.amount, op: lte, value: 500 }]
        on_deny: Ask finance.
`
const NEVER = '      - { name: never, action: deny }\n'

/** A policy whose tools have these rules. */
function policy(tools: Readonly<Record<string, string>>) {
  const listed = Object.entries(tools).map(([name, rules]) =>
    rules === '' ? `  ${name}: { rules: [] }\n` : `  ${name}:\n    rules:\n${rules}`,
  )
  const parsed = parsePolicy(
    `version: "1"\ndefault: deny\n${listed.length === 0 ? '' : 'tools:\n'}${listed.join('')}`,
  )
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed.policy
}

type Tools = Readonly<Record<string, string>>

function file(path: string, before: Tools | null, after: Tools | null): FileSides {
  return {
    before: before === null ? null : { path, policy: policy(before) },
    after: after === null ? null : { path, policy: policy(after) },
  }
}

describe('a rule moves between files', () => {
  it('when it leaves one and comes to another with the same name and content, under whatever tool', () => {
    const files = [
      file('a.yaml', { refund: CAP + NEVER }, { refund: NEVER }),
      file('b.yaml', { pay: '' }, { pay: CAP }),
    ]
    expect(findMovedRules(files)).toEqual([{ from: 'a.yaml', to: 'b.yaml', tool: 'refund', rule: 'cap' }])
  })

  it.each([
    ['another content', CAP.replace('500', '5000')],
    ['another name', CAP.replace('cap', 'limit')],
    ['another message', CAP.replace('finance', 'nobody')],
  ])('but not with %s', (_, other) => {
    const files = [
      file('a.yaml', { refund: CAP + NEVER }, { refund: NEVER }),
      file('b.yaml', { pay: '' }, { pay: other }),
    ]
    expect(findMovedRules(files)).toEqual([])
  })

  it('but not when it stays where it was as well, or goes to another tool of the same file', () => {
    const copied = [
      file('a.yaml', { refund: CAP }, { refund: CAP }),
      file('b.yaml', { pay: '' }, { pay: CAP }),
    ]
    expect(findMovedRules(copied)).toEqual([])
    const inside = [
      file('a.yaml', { refund: CAP, pay: '' }, { refund: '', pay: CAP }),
      file('b.yaml', { pay: '' }, { pay: NEVER }),
    ]
    expect(findMovedRules(inside)).toEqual([])
  })

  it('once for each time that it left', () => {
    const files = [
      file('a.yaml', { refund: CAP, list: '' }, { refund: '', list: '' }),
      file('b.yaml', { pay: '' }, { pay: CAP }),
      file('c.yaml', { pay: '' }, { pay: CAP }),
    ]
    expect(findMovedRules(files).map(({ to }) => to)).toEqual(['b.yaml'])
  })
})

describe('a whole tool moves between files', () => {
  it('as one, not rule by rule, also one without rules, out of a removed file and into a new one', () => {
    const files = [
      file('a.yaml', { refund: CAP + NEVER, list: '' }, null),
      file('b.yaml', null, { refund: CAP + NEVER, list: '' }),
    ]
    expect(findMovedRules(files)).toEqual([
      { from: 'a.yaml', to: 'b.yaml', tool: 'refund', rule: null },
      { from: 'a.yaml', to: 'b.yaml', tool: 'list', rule: null },
    ])
  })

  it('but a rule of a tool that changes on its way moves alone', () => {
    const files = [
      file('a.yaml', { refund: CAP + NEVER, list: '' }, { list: '' }),
      file('b.yaml', { list: '' }, { list: '', refund: CAP }),
    ]
    expect(findMovedRules(files)).toEqual([{ from: 'a.yaml', to: 'b.yaml', tool: 'refund', rule: 'cap' }])
  })
})

it('nothing moves with a file that is only renamed', () => {
  const renamed = {
    before: { path: 'a.yaml', policy: policy({ refund: CAP }) },
    after: { path: 'b.yaml', policy: policy({ refund: CAP }) },
  }
  expect(findMovedRules([renamed, file('c.yaml', { list: '' }, { list: NEVER })])).toEqual([])
})
