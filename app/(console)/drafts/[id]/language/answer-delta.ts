/**
 * What changed between two answers of a worker. An answer about a large policy takes longer to unpack than a key may take, and hardly
 * differs from the one before: only the difference travels, and what is the same stays the same object on the page.
 */
export type Delta =
  | { readonly kind: 'same' }
  | { readonly kind: 'new'; readonly value: unknown }
  /** By index; items from `length` on are gone. */
  | {
      readonly kind: 'list'
      readonly length: number
      readonly changed: readonly (readonly [number, Delta])[]
    }
  | { readonly kind: 'record'; readonly changed: readonly (readonly [string, Delta])[] }
  /** `order` holds all keys, where they are others than before or stand elsewhere. */
  | {
      readonly kind: 'map'
      readonly order: readonly unknown[] | null
      readonly changed: readonly (readonly [unknown, Delta])[]
    }

const SAME: Delta = { kind: 'same' }
/** Deeper values travel whole: those of hostile policies nest, and share, without end. */
const DEEPEST = 10

/** What makes `after` of `before`. */
export function deltaOf(before: unknown, after: unknown, depth = 0): Delta {
  if (Object.is(before, after)) return SAME
  if (depth < DEEPEST) {
    const next = (one: unknown, other: unknown) => deltaOf(one, other, depth + 1)
    if (Array.isArray(before) && Array.isArray(after)) return listDelta(before, after, next)
    if (before instanceof Map && after instanceof Map) return mapDelta(before, after, next)
    if (isRecord(before) && isRecord(after) && hasSameKeys(before, after))
      return recordDelta(before, after, next)
  }
  return { kind: 'new', value: after }
}

/** Undoes `deltaOf`. */
export function applyDelta(before: unknown, delta: Delta): unknown {
  switch (delta.kind) {
    case 'same':
      return before
    case 'new':
      return delta.value
    case 'list': {
      const list: unknown[] = Array.isArray(before) ? before.slice(0, delta.length) : []
      for (const [index, part] of delta.changed) list[index] = applyDelta(list[index], part)
      return list
    }
    case 'record': {
      const record: Record<string, unknown> = isRecord(before) ? { ...before } : {}
      for (const [key, part] of delta.changed) record[key] = applyDelta(record[key], part)
      return record
    }
    default:
      return patchMap(before instanceof Map ? before : new Map(), delta)
  }
}

type Next = (before: unknown, after: unknown) => Delta

function listDelta(before: readonly unknown[], after: readonly unknown[], next: Next): Delta {
  const changed = after.flatMap((item, index): [number, Delta][] => {
    const delta: Delta = index < before.length ? next(before[index], item) : { kind: 'new', value: item }
    return delta.kind === 'same' ? [] : [[index, delta]]
  })
  if (changed.length === 0 && before.length === after.length) return SAME
  return { kind: 'list', length: after.length, changed }
}

function mapDelta(
  before: ReadonlyMap<unknown, unknown>,
  after: ReadonlyMap<unknown, unknown>,
  next: Next,
): Delta {
  const changed = [...after].flatMap(([key, value]): [unknown, Delta][] => {
    const delta: Delta = before.has(key) ? next(before.get(key), value) : { kind: 'new', value }
    return delta.kind === 'same' ? [] : [[key, delta]]
  })
  const [old, keys] = [[...before.keys()], [...after.keys()]]
  const isInOrder = old.length === keys.length && keys.every((key, place) => Object.is(key, old[place]))
  if (isInOrder && changed.length === 0) return SAME
  return { kind: 'map', order: isInOrder ? null : keys, changed }
}

function patchMap(
  before: ReadonlyMap<unknown, unknown>,
  { order, changed }: Extract<Delta, { kind: 'map' }>,
) {
  const map = new Map((order ?? [...before.keys()]).map((key) => [key, before.get(key)]))
  for (const [key, part] of changed) map.set(key, applyDelta(map.get(key), part))
  return map
}

type Fields = Readonly<Record<string, unknown>>

function recordDelta(before: Fields, after: Fields, next: Next): Delta {
  const changed = Object.keys(after).flatMap((key): [string, Delta][] => {
    const delta = next(before[key], after[key])
    return delta.kind === 'same' ? [] : [[key, delta]]
  })
  return changed.length === 0 ? SAME : { kind: 'record', changed }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** In the same order, which JSON of them shows. */
function hasSameKeys(before: Fields, after: Fields): boolean {
  const [old, keys] = [Object.keys(before), Object.keys(after)]
  return old.length === keys.length && keys.every((key, place) => key === old[place])
}
