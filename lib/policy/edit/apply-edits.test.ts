import { describe, expect, it } from 'vitest'
import { applyEdits } from './apply-edits'
import type { Edit } from './edits'
import { edited } from './testing/edited'
import { numstat } from './testing/line-diff'
import { applySplices } from './splice'

const POLICY = `# Payments. Owner: @northwind/payments
version: "1"
default: deny

hide:
  - delete_product # gone in May
  - delete_hook

tools:
  # ---- Reading ----
  # everybody may list
  list_charges: { rules: [] }
  get_charge:
    rules: []

  # INC-2231
  create_refund: # asked for by Finance
    rules:
      # do not raise
      - name: cap
        conditions:
          - path: args.amount
            op: lte
            value: 1000 # cents
          - path: args.currency
            op: in
            value: ["eur", "usd"]
        on_deny: "Too much."
      - name: rate
        rate_limit: 20/hour # per agent
      # - name: old

  # all of them
  "*":
    rules:
      - name: total
        rate_limit: 600/hour
`

const cap = { tool: 'create_refund', rule: 0 } as const
const rate = { tool: 'create_refund', rule: 1 } as const
const amount = { ...cap, condition: 0 } as const
const currency = { ...cap, condition: 1 } as const

const text = (value: string) => ({ kind: 'string', value }) as const

/** The edit, and lines added and removed as `git diff --numstat` counts them. */
const table: [number, number, Edit][] = [
  [1, 1, { op: 'set-default', value: 'allow' }],
  [0, 1, { op: 'unset-default' }],
  [1, 0, { op: 'set-description', value: 'Payments' }],
  [1, 0, { op: 'add-hide', name: 'drop' }],
  [1, 0, { op: 'add-hide', name: 'drop', at: 0 }],
  [0, 1, { op: 'remove-hide', index: 0 }],
  [1, 0, { op: 'set-hide', names: ['delete_product', 'drop', 'delete_hook'] }],
  [1, 1, { op: 'set-hide', names: ['delete_product', 'drop'] }],
  [0, 3, { op: 'set-hide', names: [] }],
  [2, 0, { op: 'add-tool', tool: 'create_charge', before: '*' }],
  [0, 2, { op: 'remove-tool', tool: 'list_charges' }],
  [0, 16, { op: 'remove-tool', tool: 'create_refund' }],
  [1, 1, { op: 'rename-tool', tool: 'create_refund', to: 'refund' }],
  [2, 0, { op: 'add-rule', tool: 'create_refund', content: { name: 'no', action: 'deny' } }],
  [2, 0, { op: 'add-rule', tool: 'create_refund', content: { name: 'no', action: 'deny' }, at: 0 }],
  [3, 1, { op: 'add-rule', tool: 'get_charge', content: { name: 'no', action: 'deny' } }],
  [4, 1, { op: 'add-rule', tool: 'list_charges', content: { name: 'no', action: 'deny' } }],
  [0, 10, { op: 'remove-rule', ...cap }],
  [1, 1, { op: 'rename-rule', ...cap, to: 'limit' }],
  [2, 2, { op: 'move-rule', ...rate, at: 0 }],
  [3, 3, { op: 'move-rule', ...rate, toTool: 'get_charge' }],
  [9, 0, { op: 'duplicate-rule', ...cap, as: 'copy' }],
  [1, 0, { op: 'set-action', ...cap, value: 'evaluate' }],
  [1, 1, { op: 'set-message', ...cap, value: 'Ask: a person' }],
  [0, 1, { op: 'unset-message', ...cap }],
  [1, 0, { op: 'set-message', ...rate, value: 'Slow down.' }],
  [1, 1, { op: 'set-rate-limit', ...rate, value: { count: '5', window: 'day' } }],
  [0, 1, { op: 'unset-rate-limit', ...rate }],
  [8, 1, { op: 'expand-rate-limit', ...rate }],
  [3, 0, { op: 'set-counter', ...cap, value: { counter: 'sum', window: 'day' } }],
  [3, 0, { op: 'add-condition', ...cap, content: { path: 'args.a', op: 'eq', value: text('b') } }],
  [0, 7, { op: 'clear-conditions', ...cap }],
  [0, 3, { op: 'remove-condition', ...amount }],
  [3, 3, { op: 'move-condition', ...amount, at: 1 }],
  [1, 1, { op: 'set-condition-path', ...amount, value: 'args.total' }],
  [1, 1, { op: 'set-condition-op', ...amount, value: 'lt' }],
  [1, 1, { op: 'set-condition-value', ...amount, value: { kind: 'int', value: '500' } }],
  [1, 1, { op: 'set-condition-value', ...currency, value: { kind: 'list', items: [text('eur')] } }],
]

describe('the work of edits', () => {
  const text = (rules: number) =>
    `version: "1"\ntools:\n  t:\n    rules:\n${`      - {name: r, action: deny, on_deny: ${'x'.repeat(1000)}}\n`.repeat(rules)}`
  const edits = (count: number) =>
    Array.from({ length: count }, () => ({ op: 'set-default' as const, value: 'deny' as const }))

  it('is bounded by how often how much has to be read, with the way on; fewer edits are made', () => {
    const refused = applyEdits(text(1000), edits(33))
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'too-many',
      edit: -1,
      reason: expect.stringContaining('text'),
    })
    expect(applyEdits(text(1000), edits(1)).kind).toBe('edited')
    expect(applyEdits(text(1), edits(33)).kind).toBe('edited')
  })
})

describe('applyEdits', () => {
  it('gives the same bytes back without edits', () => {
    expect(applyEdits(POLICY, [])).toEqual({ kind: 'edited', text: POLICY, splices: [], undo: [] })
  })

  it.each(table)('+%i -%i lines: %o', (added, removed, edit) => {
    const result = edited(POLICY, [edit])
    expect(numstat(POLICY, result.text)).toEqual({ added, removed })
    expect(applySplices(POLICY, result.splices)).toBe(result.text)
    expect(applySplices(result.text, result.undo)).toBe(POLICY)
  })
})

it.each(['\n', '\r\n', ' \n'])(
  'takes the last tool away from below any number of blank lines: %j',
  (blank) => {
    const head = 'version: "1"\ntools:\n  first: {}\n'
    for (const end of ['', '\n']) {
      const bad = `${head}${blank.repeat(200_000)}  last: {}${end}`
      const result = applyEdits(bad, [{ op: 'remove-tool', tool: 'last' }])
      expect(result).toMatchObject({ kind: 'edited', text: end === '' ? head.trimEnd() : head })
    }
  },
)
