import * as fc from 'fast-check'
import type { Condition, GoValue, Policy, Rule, StateBlock, Window } from '../policy'
import { counterScope, rateLimitCounter } from '../rate-limit'
import { findErrors } from '../validate-policy'

/** Valid policies over the whole language, small enough that they often agree in part, and pairs that differ by a few edits. */
const TOOLS = ['a', 'b', '*']
const PATHS = ['args.x', 'args.y', 'args.o', 'args.o.p', 'args.o.p.q']
const WINDOWS: readonly Window[] = ['minute', 'hour', 'day']
const PATTERNS = [
  '^a+$',
  '^a',
  'b',
  '^(a|b)$',
  '[0-9]',
  '^[a-c]{2,3}$',
  '^$',
  '',
  '(?i)^AB?$',
  '\\bx',
  '^.{1,2}$',
  'é',
  '^a*$',
  '^(ab)*$',
  '[^a]',
  '^[ab]?(x|5)',
]

const text = (value: string): GoValue => ({ kind: 'string', value })
const int = (value: bigint): GoValue => ({ kind: 'int', value })
const float = (value: number): GoValue => ({ kind: 'float', value })

const anyNumber: fc.Arbitrary<GoValue> = fc.oneof(
  fc.bigInt({ min: -2n, max: 6n }).map(int),
  fc.constantFrom(int(1000000n), int(2n ** 53n + 1n), float(1.5), float(1e6), float(-0), float(2.25)),
  fc.constantFrom(float(NaN), float(Infinity), float(1e300), float(Number.MIN_VALUE)),
)

const anyScalar: fc.Arbitrary<GoValue> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('a', 'ab', 'b', '5', 'true', '', '<nil>', '1e+06', '1000000', '-0', '[a b]', 'map[q:a]')
      .map(text),
  },
  { weight: 4, arbitrary: anyNumber },
  fc.boolean().map((value): GoValue => ({ kind: 'bool', value })),
  fc.constant<GoValue>({ kind: 'null' }),
  fc.constant<GoValue>({ kind: 'uint64', value: 2n ** 63n }),
  fc.constant<GoValue>({
    kind: 'time',
    value: { seconds: 1704067200n, nanoseconds: 0, offsetSeconds: null },
  }),
)

const anyList: fc.Arbitrary<GoValue> = fc
  .array(anyScalar, { maxLength: 3 })
  .map((items): GoValue => ({ kind: 'list', items }))

const anyMap: fc.Arbitrary<GoValue> = anyScalar.map((item): GoValue => ({
  kind: 'map',
  entries: [[text('q'), item]],
  anyKeys: false,
}))

const anyValue = fc.oneof({ weight: 6, arbitrary: anyScalar }, anyList, anyMap)

const argumentCondition: fc.Arbitrary<Condition> = fc
  .constantFrom('eq', 'neq', 'in', 'not_in', 'lt', 'lte', 'gt', 'gte', 'regex', 'contains', 'exists')
  .chain((op) => fc.record({ path: fc.constantFrom(...PATHS), op: fc.constant(op), value: valueFor(op) }))

function valueFor(op: string): fc.Arbitrary<GoValue> {
  if (op === 'in' || op === 'not_in') return anyList
  if (op === 'exists') return fc.boolean().map((value): GoValue => ({ kind: 'bool', value }))
  if (op === 'regex') return fc.constantFrom(...PATTERNS).map(text)
  return ['lt', 'lte', 'gt', 'gte'].includes(op) ? anyNumber : anyValue
}

const anyState: fc.Arbitrary<StateBlock> = fc.record({
  counter: fc.constantFrom('c', 'd'),
  window: fc.constantFrom(...WINDOWS),
  increment: fc.constantFrom(1n, 1n, 1n, 2n, -1n),
  incrementFrom: fc.constantFrom('', '', 'args.x', 'args.o.p'),
})

function rule(conditions: readonly Condition[], state?: StateBlock): Rule {
  const plain = { name: 'r', action: 'evaluate', rateLimit: '', onDeny: '', conditions }
  return state === undefined ? plain : { ...plain, state }
}

function counterCondition(scope: string): fc.Arbitrary<Condition> {
  return fc
    .record({
      path: fc.constantFrom(
        `state.${scope}.c`,
        `state.${scope}.d`,
        'state.a.c',
        'state._global.c',
        'state.x',
      ),
      op: fc.constantFrom('lt', 'lte', 'lte', 'lte', 'neq', 'gte', 'exists'),
      value: fc.bigInt({ min: 0n, max: 4n }).map(int),
    })
    .map(withFittingValue)
}

function withFittingValue(condition: Condition): Condition {
  return condition.op === 'exists' ? { ...condition, value: { kind: 'bool', value: true } } : condition
}

function rateLimit(tool: string): fc.Arbitrary<Rule> {
  return fc.tuple(fc.bigInt({ min: 1n, max: 4n }), fc.constantFrom(...WINDOWS)).map(([most, window]) => {
    const counter = rateLimitCounter(window)
    const path = `state.${counterScope(tool)}.${counter}`
    return rule([{ path, op: 'lte', value: int(most) }], {
      counter,
      window,
      increment: 1n,
      incrementFrom: '',
    })
  })
}

function counterRule(tool: string): fc.Arbitrary<Rule> {
  const scope = counterScope(tool)
  return fc
    .tuple(anyState, fc.constantFrom('lte', 'lte', 'lt'), fc.bigInt({ min: 0n, max: 5n }))
    .chain(([state, op, most]) => {
      const own: Condition = { path: `state.${scope}.${state.counter}`, op, value: int(most) }
      return fc
        .array(fc.oneof(argumentCondition, counterCondition(scope)), { maxLength: 1 })
        .map((more) => rule([own, ...more], state))
    })
}

function anyRule(tool: string): fc.Arbitrary<Rule> {
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.array(argumentCondition, { minLength: 1, maxLength: 2 }).map((all) => rule(all)),
    },
    { weight: 3, arbitrary: rateLimit(tool) },
    { weight: 2, arbitrary: counterRule(tool) },
    { weight: 1, arbitrary: fc.constant<Rule>({ ...rule([]), action: 'deny' }) },
  )
}

const anyTools = fc
  .tuple(
    ...TOOLS.map((tool) =>
      fc.tuple(fc.constant(tool), fc.boolean(), fc.array(anyRule(tool), { maxLength: 3 })),
    ),
  )
  .map(
    (tools) =>
      new Map(tools.filter(([, listed]) => listed).map(([name, , rules]) => [name, { name, rules }])),
  )

const unchecked: fc.Arbitrary<Policy> = fc.record({
  version: fc.constant('1'),
  description: fc.constant(''),
  default: fc.constantFrom('allow', 'allow', 'deny'),
  hide: fc.constantFrom<string[]>([], [], [], ['a'], ['*']),
  tools: anyTools,
})

/** A valid policy. */
export const anyPolicy: fc.Arbitrary<Policy> = unchecked.filter((policy) => findErrors(policy).length === 0)

/** A policy and one made from it by replacing, adding or removing a rule or a default; or two that have nothing in common. */
export const anyPair: fc.Arbitrary<readonly [Policy, Policy]> = fc
  .tuple(
    anyPolicy,
    anyPolicy,
    fc.constantFrom('other', 'default', 'hide', 'tool', 'rule', 'append', 'remove', 'condition'),
    fc.nat(),
    fc.nat(),
  )
  .map(([one, other, edit, i, j]): [Policy, Policy] => [one, applyEdit(one, other, edit, i, j)])
  .filter(([, edited]) => findErrors(edited).length === 0)

function applyEdit(one: Policy, other: Policy, edit: string, i: number, j: number): Policy {
  if (edit === 'other') return other
  if (edit === 'default') return { ...one, default: other.default }
  if (edit === 'hide') return { ...one, hide: other.hide }
  const names = [...one.tools.keys()]
  const name = names[i % Math.max(1, names.length)] ?? 'a'
  const tools = new Map(one.tools)
  const rules = [...(one.tools.get(name)?.rules ?? [])]
  const theirs = other.tools.get(name)?.rules ?? []
  if (edit === 'tool') return { ...one, tools: tools.set(name, { name, rules: theirs }) }
  const at = j % Math.max(1, rules.length)
  const old = rules[at]
  if (edit === 'append') rules.push(...theirs.slice(0, 1))
  else if (edit === 'remove') rules.splice(at, 1)
  else if (edit === 'rule') rules.splice(at, 1, ...theirs.slice(0, 1))
  else if (old !== undefined) rules[at] = { ...old, conditions: old.conditions.map(nudge) }
  return { ...one, tools: tools.set(name, { name, rules }) }
}

/** The same condition with a bound that is one larger, or with one literal less. */
function nudge(condition: Condition): Condition {
  const { value } = condition
  if (value.kind === 'int') return { ...condition, value: int(value.value + 1n) }
  if (value.kind === 'list') return { ...condition, value: { kind: 'list', items: value.items.slice(1) } }
  return condition
}

const JSON_VALUES: readonly unknown[] = [
  'a',
  'ab',
  'b',
  'aa',
  'x',
  '5',
  'true',
  '',
  '<nil>',
  '1e+06',
  '1000000',
  '-0',
  '[a b]',
  'map[q:a]',
  'é',
  '^a*$',
  '^(ab)*$',
  '[^a]',
  '^[ab]?(x|5)',
  'abc',
  -3,
  -2,
  -1,
  0,
  -0,
  0.5,
  1,
  1.5,
  2,
  2.25,
  3,
  4,
  5,
  6,
  7,
  1e6,
  2 ** 53,
  2 ** 63,
  1e300,
  Number.MIN_VALUE,
  true,
  false,
  null,
  [],
  ['a'],
  ['a', 'b'],
  ['b', 5],
  [1],
  [null],
  {},
  { q: 'a' },
  { q: 5 },
  { q: null },
  { z: 1 },
]

const anyJson = fc.constantFrom(...JSON_VALUES)

/** A call with values that the policies speak of. `other` is a tool that none names. */
export const anyCall = fc.record({
  tool: fc.constantFrom('a', 'b', 'other'),
  args: fc.record(
    { x: anyJson, y: anyJson, o: fc.oneof(anyJson, fc.record({ p: anyJson }, { requiredKeys: [] })) },
    { requiredKeys: [] },
  ),
})
