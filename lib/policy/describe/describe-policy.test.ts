import { describe, expect, it } from 'vitest'
import type { Policy, Rule } from '../policy'
import { describePolicy } from './describe-policy'
import { describeTool } from './describe-tool'
import { plainText } from './sentence'

function rule(name: string, rest: Partial<Rule>): Rule {
  return { name, action: 'evaluate', rateLimit: '', onDeny: '', conditions: [], ...rest }
}

function rate(tool: string, most: bigint): Rule {
  const scope = tool === '*' ? '_global' : tool
  const limit = { path: `state.${scope}._rate_hour`, op: 'lte', value: { kind: 'int', value: most } } as const
  const state = { counter: '_rate_hour', window: 'hour', increment: 1n, incrementFrom: '' }
  return rule('rate', { conditions: [limit], state, expandedFrom: `${most}/hour` })
}

const cap = rule('cap', {
  conditions: [{ path: 'args.amount', op: 'lte', value: { kind: 'int', value: 9n } }],
})

function policy(tools: Record<string, Rule[]>, rest: Partial<Policy> = {}): Policy {
  return {
    version: '1',
    description: '',
    default: 'deny',
    hide: [],
    tools: new Map(Object.entries(tools).map(([name, rules]) => [name, { name, rules }])),
    ...rest,
  }
}

describe('describePolicy', () => {
  const stripe = policy(
    {
      list: [],
      create: [rate('create', 60n)],
      charge: [cap, rate('charge', 120n)],
      payout: [rule('no', { action: 'deny' })],
      '*': [rate('*', 600n)],
    },
    { hide: ['delete'] },
  )

  it('gives each named tool one posture; a limit shared by all tools does not change it', () => {
    const { tools, postures, anyOther, everyTool } = describePolicy(stripe)
    expect(tools.map(({ tool, posture }) => [tool, posture])).toEqual([
      ['list', 'allowed'],
      ['create', 'limited'],
      ['charge', 'conditions'],
      ['payout', 'denied'],
      ['delete', 'hidden'],
    ])
    expect(postures).toEqual({ allowed: 1, conditions: 1, limited: 1, denied: 1, hidden: 1 })
    expect(anyOther).toMatchObject({ posture: 'denied', cause: { kind: 'default-deny' } })
    expect(everyTool).toHaveLength(1)
  })

  it('groups the tools under the three headings of the reading', () => {
    const { groups } = describePolicy(stripe)
    const names = Object.values(groups).map((group) => group.map(({ tool }) => tool))
    expect(names).toEqual([['list'], ['create', 'charge'], ['payout', 'delete']])
  })

  it('takes as many hidden tools as a file can name', () => {
    const hide = Array.from({ length: 200_000 }, (_, index) => `t${index}`)
    expect(describePolicy(policy({}, { hide })).postures.hidden).toBe(200_000)
  })

  it('lists the rules of a tool and then those of every tool, each with its place', () => {
    const { rules } = describeTool(stripe, 'charge')
    expect(rules.map(({ scope, index }) => `${scope}/${index}`)).toEqual(['charge/0', 'charge/1', '*/0'])
    expect(plainText(rules[1]!.reading.after)).toBe('Then at most 120 calls per hour.')
  })
})

describe('describeTool', () => {
  it('hides what hide names, and everything under *', () => {
    expect(describeTool(policy({ t: [] }, { hide: ['t'] }), 't').posture).toBe('hidden')
    expect(describeTool(policy({ t: [] }, { hide: ['*'] }), 't').posture).toBe('hidden')
    expect(describeTool(policy({ t: [] }, { hide: ['u'] }), 't').posture).toBe('allowed')
  })

  it('denies by default only what is not listed; rules of * never rescue', () => {
    const denying = policy({ t: [], '*': [cap] })
    expect(describeTool(denying, 'u').cause).toEqual({ kind: 'default-deny' })
    expect(describeTool(denying, 't').posture).toBe('conditions')
    expect(describeTool({ ...denying, default: 'allow' }, 'u').posture).toBe('conditions')
  })

  it('denies every tool by a deny rule of *', () => {
    const { posture, reason } = describeTool(policy({ t: [], '*': [rule('no', { action: 'deny' })] }), 't')
    expect(posture).toBe('denied')
    expect(plainText(reason)).toBe('denied by a rule for every tool')
  })
})
