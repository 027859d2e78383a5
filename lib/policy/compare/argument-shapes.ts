import type { Json } from './comparison'
import type { Argument, Requirement } from './requirement'
import type { Shape } from './find-argument'
import { textWeight, type WorkBudget } from './work-budget'

/** Requirements by path. */
export type ByPath = ReadonlyMap<string, readonly Requirement[]>

/** For each path one shape; within it, the values of the paths can be chosen independently. */
export type Shapes = ReadonlyMap<string, Shape>

/** More nested paths than this are not taken apart: each doubles the work. */
const MOST_PARENTS = 4

/** No call nests deeper; a page that shows one would have to follow it. */
const DEEPEST = 100

/**
 * Paths are independent of each other except where one leads through another (`args.a` and `args.a.b`). Those are split into the cases
 * "is an object" and "is none", so that each case is a product. `null`: too many cases.
 */
export function splitShapes(paths: readonly string[], budget: WorkBudget): Shapes[] | null {
  const above = new Set<string>()
  for (const path of paths) {
    if (isTooDeep(path)) return null
    for (const parent of parentsOf(path, budget)) above.add(parent)
  }
  const parents = paths.filter((path) => above.has(path))
  if (parents.length > MOST_PARENTS) return null
  budget.spend(2 ** parents.length * paths.length)
  const cases: Shapes[] = []
  for (let bits = 0; bits < 2 ** parents.length; bits += 1) {
    const isObject = new Map(parents.map((path, i) => [path, (bits & (1 << i)) !== 0]))
    const shapes = new Map<string, Shape>()
    let possible = true
    for (const path of paths) {
      const unreachable = parents.some(
        (parent) => path.startsWith(`${parent}.`) && isObject.get(parent) === false,
      )
      const object = isObject.get(path)
      if (unreachable && object === true) possible = false
      const free = object === undefined ? 'any' : object ? 'object' : 'no-object'
      shapes.set(path, unreachable ? 'missing' : free)
    }
    if (possible) cases.push(shapes)
  }
  return cases
}

/** Whether a path leads deeper than arguments that can be built and shown. */
export function isTooDeep(path: string): boolean {
  return path.split('.', DEEPEST + 1).length > DEEPEST
}

/** The paths that lead to `path`: `args.a` and `args` for `args.a.b`. */
function parentsOf(path: string, budget: WorkBudget): string[] {
  const parents: string[] = []
  for (let end = path.indexOf('.'); end !== -1; end = path.indexOf('.', end + 1)) {
    budget.spend(textWeight(path))
    parents.push(path.slice(0, end))
  }
  return parents
}

interface Draft {
  readonly members: Map<string, Draft | Json>
}

/** The arguments of a call with these values at these paths (`args.…`). Objects on the way are made as needed. */
export function buildArguments(values: Iterable<readonly [path: string, value: Argument]>): {
  readonly [key: string]: Json
} {
  const root: Draft = { members: new Map() }
  const ordered = [...values].sort(([a], [b]) => a.split('.').length - b.split('.').length)
  for (const [path, value] of ordered) if (value !== undefined) place(root, path.split('.').slice(1), value)
  return finish(root)
}

function place(root: Draft, keys: readonly string[], value: Json): void {
  let at = root
  keys.forEach((key, i) => {
    if (i === keys.length - 1) {
      const empty =
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.keys(value).length === 0
      at.members.set(key, empty ? { members: new Map() } : value)
      return
    }
    const next = at.members.get(key)
    const inner: Draft = isDraft(next) ? next : { members: new Map() }
    at.members.set(key, inner)
    at = inner
  })
}

function isDraft(value: Draft | Json | undefined): value is Draft {
  return typeof value === 'object' && value !== null && 'members' in value && value.members instanceof Map
}

/** `fromEntries` defines own members, so that a path through `__proto__` is a path like any other. */
function finish({ members }: Draft): { readonly [key: string]: Json } {
  return Object.fromEntries([...members].map(([key, value]) => [key, isDraft(value) ? finish(value) : value]))
}
