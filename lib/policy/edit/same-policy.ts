import { keyIdentity } from '../decode-key'
import type { Condition, GoValue, Policy, Rule, StateBlock } from '../policy'

/** Whether two policies are the same in everything that `Policy` holds, the order of tools and the spelling of limits included. */
export function samePolicy(a: Policy, b: Policy): boolean {
  return (
    a.version === b.version &&
    a.description === b.description &&
    a.default === b.default &&
    sameList(a.hide, b.hide, Object.is) &&
    sameList([...a.tools.keys()], [...b.tools.keys()], Object.is) &&
    [...a.tools.values()].every((tool) => sameList(tool.rules, b.tools.get(tool.name)?.rules ?? [], sameRule))
  )
}

function sameList<Item>(
  a: readonly Item[],
  b: readonly Item[],
  same: (a: Item, b: Item) => boolean,
): boolean {
  if (a.length !== b.length) return false
  return a.every((item, i) => {
    const other = b[i]
    return other !== undefined && same(item, other)
  })
}

export function sameRule(a: Rule, b: Rule): boolean {
  return (
    a.name === b.name &&
    a.action === b.action &&
    a.rateLimit === b.rateLimit &&
    a.expandedFrom === b.expandedFrom &&
    a.onDeny === b.onDeny &&
    sameState(a.state, b.state) &&
    sameList(a.conditions, b.conditions, sameCondition)
  )
}

function sameState(a: StateBlock | undefined, b: StateBlock | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return (
    a.counter === b.counter &&
    a.window === b.window &&
    a.increment === b.increment &&
    a.incrementFrom === b.incrementFrom
  )
}

function sameCondition(a: Condition, b: Condition): boolean {
  return a.path === b.path && a.op === b.op && sameValue(a.value, b.value)
}

/** Equal in kind, content and order; NaN equals itself. Aliases can nest values far deeper than the call stack allows. */
export function sameValue(first: GoValue, second: GoValue): boolean {
  const rest: [GoValue, GoValue][] = [[first, second]]
  for (let pair = rest.pop(); pair !== undefined; pair = rest.pop()) {
    const [a, b] = pair
    if (a === b) continue
    const left = parts(a)
    const right = parts(b)
    if (left === null || right === null) {
      if (!sameScalar(a, b)) return false
      continue
    }
    if (a.kind !== b.kind || left.length !== right.length) return false
    if (a.kind === 'map' && b.kind === 'map' && a.anyKeys !== b.anyKeys) return false
    for (const [i, item] of left.entries()) rest.push([item, right[i] ?? item])
  }
  return true
}

function parts(value: GoValue): readonly GoValue[] | null {
  if (value.kind === 'list') return value.items
  return value.kind === 'map' ? value.entries.flat() : null
}

function sameScalar(a: GoValue, b: GoValue): boolean {
  if (a.kind === 'float') return b.kind === 'float' && Object.is(a.value, b.value)
  if (a.kind === 'time') return b.kind === 'time' && sameTime(a, b)
  return a.kind === b.kind && keyIdentity(a) === keyIdentity(b)
}

function sameTime(a: Extract<GoValue, { kind: 'time' }>, b: Extract<GoValue, { kind: 'time' }>): boolean {
  const { seconds, nanoseconds, offsetSeconds } = a.value
  return (
    seconds === b.value.seconds &&
    nanoseconds === b.value.nanoseconds &&
    offsetSeconds === b.value.offsetSeconds
  )
}
