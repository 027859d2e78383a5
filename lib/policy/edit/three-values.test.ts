import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import type { Policy } from '../policy'
import { applyEdits } from './apply-edits'
import type { Edit } from './edits'
import { everyEdit } from './testing/every-edit'
import { ownPolicies } from './testing/sample-policies'
import { takeFields, threeValues } from './three-values'

const BASE = `version: "1"
tools:
  post_message:
    rules:
      - name: post-rate
        rate_limit: 20/hour
        on_deny: "Post limit of 20 per hour reached."
      - name: channels
        conditions:
          - path: args.channel
            op: in
            value: ["#support"]
`

function policy(text: string): Policy {
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed.policy
}

function edited(text: string, ...edits: Edit[]): string {
  const result = applyEdits(text, edits)
  if (result.kind !== 'edited') throw new Error(result.reason)
  return result.text
}

const fieldsOf = (base: string, main: string, mine: string) =>
  threeValues({ base: policy(base), main: policy(main), mine: policy(mine) })

const LIMIT = 'what post_message post-rate'
const asMine = (key: string) => ({ key, own: null })

const rate = (count: string): Edit => ({
  op: 'set-rate-limit',
  tool: 'post_message',
  rule: 0,
  value: { count, window: 'hour' },
})

describe('the three values of a field', () => {
  it('tell who changed what, and need a choice only where both did', () => {
    const main = edited(BASE, rate('40'), {
      op: 'set-condition-value',
      tool: 'post_message',
      rule: 1,
      condition: 0,
      value: {
        kind: 'list',
        items: [
          { kind: 'string', value: '#support' },
          { kind: 'string', value: '#incidents' },
        ],
      },
    })
    const mine = edited(BASE, rate('10'), { op: 'set-default', value: 'deny' })
    expect(
      fieldsOf(BASE, main, mine).map(({ label, base, main: theirs, mine: ours, changedBy }) => [
        label,
        base,
        theirs,
        ours,
        changedBy,
      ]),
    ).toEqual([
      ['Unlisted tools', 'allow', 'allow', 'deny', 'mine'],
      ['Limit of post-rate on post_message', '20/hour', '40/hour', '10/hour', 'both'],
      [
        'Conditions of channels on post_message',
        'args.channel in ["#support"]',
        'args.channel in ["#support", "#incidents"]',
        'args.channel in ["#support"]',
        'main',
      ],
    ])
    const merged = takeFields({ base: BASE, main, mine }, [asMine('default'), asMine(LIMIT)])
    expect(merged).toBe(edited(main, { op: 'set-default', value: 'deny' }, rate('10')))
  })

  it('of a rule that only one side has are the whole rule', () => {
    const mine = edited(BASE, { op: 'remove-rule', tool: 'post_message', rule: 0 })
    const main = edited(BASE, {
      op: 'add-tool',
      tool: 'delete_channel',
      rules: [{ name: 'never', action: 'deny' }],
    })
    const fields = fieldsOf(BASE, main, mine)
    expect(fields.map(({ label, mine: ours, changedBy }) => [label, ours, changedBy])).toEqual([
      ['Rule post-rate on post_message', null, 'mine'],
      ['Tool delete_channel', null, 'main'],
    ])
    const merged = takeFields({ base: BASE, main, mine }, [asMine('rule post_message post-rate')])
    expect(merged).toBe(edited(main, { op: 'remove-rule', tool: 'post_message', rule: 0 }))
  })

  it('give way to a third that a person writes, and refuse what is no value of the field', () => {
    const [main, mine] = [edited(BASE, rate('40')), edited(BASE, rate('10'))]
    const write = (key: string, own: string) => takeFields({ base: BASE, main, mine }, [{ key, own }])
    expect(write(LIMIT, '15 / hour')).toBe(edited(BASE, rate('15')))
    for (const own of ['', '15', '0/hour', '15/week']) expect(write(LIMIT, own)).toBeNull()

    const message = (value: string): Edit => {
      return { op: 'set-message', tool: 'post_message', rule: 0, named: 'post-rate', value }
    }
    const texts = { base: BASE, main: edited(BASE, message('Theirs.')), mine: edited(BASE, message('Mine.')) }
    const written = takeFields(texts, [{ key: 'message post_message post-rate', own: 'Ours: "both".' }])
    expect(written).toBe(edited(BASE, message('Ours: "both".')))
    const [conditions] = fieldsOf(
      BASE,
      BASE,
      edited(BASE, { op: 'clear-conditions', tool: 'post_message', rule: 1 }),
    )
    expect(conditions?.write).toBeNull()
  })

  it('of rules that one side put in another order are the order, which decides by which of them a call is denied', () => {
    const move: Edit = { op: 'move-rule', tool: 'post_message', rule: 1, at: 0 }
    const more: Edit = {
      op: 'add-rule',
      tool: 'post_message',
      content: { name: 'third', action: 'deny' },
      at: 1,
    }
    const [main, mine] = [edited(BASE, rate('40'), more), edited(BASE, rate('10'), move)]
    const order = fieldsOf(BASE, main, mine).find(({ key }) => key === 'order post_message')
    expect(order).toMatchObject({
      label: 'Order of the rules on post_message',
      base: 'post-rate\nchannels',
      main: 'post-rate\nchannels',
      mine: 'channels\npost-rate',
      changedBy: 'mine',
    })
    const taken = takeFields({ base: BASE, main, mine }, [asMine('order post_message')])
    const names = policy(taken ?? '')
      .tools.get('post_message')
      ?.rules.map(({ name }) => name)
    expect(names).toEqual(['channels', 'third', 'post-rate'])
    expect(fieldsOf(BASE, edited(main, { ...move, rule: 2 }), mine)).toContainEqual(
      expect.objectContaining({ key: 'order post_message', changedBy: 'same' }),
    )
    expect(fieldsOf(BASE, main, edited(BASE, rate('10'))).map(({ key }) => key)).not.toContain(
      'order post_message',
    )
  })

  it('taken from one side alone make that side’s policy again, for edits of every kind', () => {
    const [{ text } = { text: '' }] = ownPolicies().toSorted((a, b) => a.text.length - b.text.length)
    const seen = new Map<string, number>()
    for (const { edit } of everyEdit(policy(text), false)) {
      // Three of each kind: a policy has hundreds.
      const nth = (seen.get(edit.op) ?? 0) + 1
      seen.set(edit.op, nth)
      if (nth > 3) continue
      // The order of tools is no field, nor how a limit is written: they change no answer.
      if (['expand-rate-limit', 'collapse-rate-limit'].includes(edit.op)) continue
      const result = applyEdits(text, [edit])
      if (result.kind === 'refused') continue
      const fields = fieldsOf(text, text, result.text)
      if (fields.some(({ takeMine }) => takeMine === null)) continue
      const taken = takeFields(
        { base: text, main: text, mine: result.text },
        fields.map(({ key }) => asMine(key)),
      )
      if (taken === null) continue
      expect({ edit, left: fieldsOf(result.text, taken, result.text) }).toEqual({ edit, left: [] })
    }
  })
})

describe('fields that an alias shares', () => {
  const SHARED = `version: "1"
tools:
  read:
    rules:
      - name: documents # every reader
        conditions: &documents
          - path: args.path
            op: regex
            value: "md|log"
        on_deny: "Only md, log."
  read_more:
    rules:
      - name: documents
        conditions: *documents
        on_deny: "Only md, log."
`
  const mine = SHARED.replace('md|log', 'md').replaceAll('Only md, log.', 'Only md.')
  const main = SHARED.replaceAll('Only md, log.', 'Documents only.')
  const chosen = [
    asMine('what read documents'),
    asMine('what read_more documents'),
    { key: 'message read documents', own: 'Nothing but md.' },
  ]

  it('are as mine has them, with what was chosen and what else main has', () => {
    expect(takeFields({ base: SHARED, main, mine }, chosen)).toBe(
      SHARED.replace('md|log', 'md')
        .replace('Only md, log.', 'Nothing but md.')
        .replace('Only md, log.', 'Documents only.'),
    )
  })

  it('are left to the person where main changed more than fields', () => {
    const commented = main.replace('# every reader', '# every reader, since INC-7')
    expect(takeFields({ base: SHARED, main: commented, mine }, chosen)).toBeNull()
    const message = [{ key: 'message read documents', own: 'Nothing but md.' }]
    expect(takeFields({ base: SHARED, main: commented, mine }, message)).toBe(
      commented.replace('Documents only.', 'Nothing but md.'),
    )
  })
})
