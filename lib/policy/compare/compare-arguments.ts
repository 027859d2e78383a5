import { buildArguments, splitShapes, type ByPath, type Shapes } from './argument-shapes'
import type { Json } from './comparison'
import { findArgument } from './find-argument'
import type { Found } from './find-text'
import type { Argument, Requirement } from './requirement'
import { jsonWeight, textWeight, type WorkBudget } from './work-budget'

export type Arguments = { readonly [key: string]: Json }

/** Arguments that meet all requirements, the proof that there are none, or neither. */
export type FoundArguments =
  | { readonly kind: 'found'; readonly values: Values }
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }

/** What a call holds at each path. */
export type Values = ReadonlyMap<string, Argument>

/** One requirement of the other side that some arguments meeting all of this side's do not meet. */
export interface ArgumentDifference {
  readonly requirement: Requirement
  /** The value at the requirement's path that makes the difference. */
  readonly value: Argument
  readonly args: Arguments
}

export interface ArgumentComparison {
  readonly differences: readonly ArgumentDifference[]
  readonly undecided: readonly Requirement[]
}

/** Arguments that meet every requirement. */
export function findArguments(all: ByPath, budget: WorkBudget): FoundArguments {
  const cases = splitShapes([...all.keys()], budget)
  if (cases === null) return { kind: 'undecided' }
  let undecided = false
  for (const shapes of cases) {
    const filling = fill(all, shapes, budget)
    if (filling.kind === 'found') return filling
    undecided ||= filling.kind === 'undecided'
  }
  return { kind: undecided ? 'undecided' : 'none' }
}

/**
 * What `all` lets through and `others` do not, one requirement of `others` at a time: both sides are conjunctions, so that any difference
 * shows in one of them. One difference per path and rule is enough.
 */
export function compareArguments(all: ByPath, others: ByPath, budget: WorkBudget): ArgumentComparison {
  const asked = [...others].flatMap(([path, requirements]) => notAsked(all.get(path) ?? [], requirements))
  if (asked.length === 0) return { differences: [], undecided: [] }
  const cases = splitShapes([...new Set([...all.keys(), ...asked.map(({ path }) => path)])], budget)
  if (cases === null) return { differences: [], undecided: asked }
  const fillings = cases.map((shapes) => ({ shapes, filling: fill(all, shapes, budget) }))
  const differences: ArgumentDifference[] = []
  const undecided: Requirement[] = []
  for (const requirement of asked) {
    let open = false
    const found = fillings.some(({ shapes, filling }) => {
      if (filling.kind === 'none') return false
      const result = violate(all, requirement, shapes, budget)
      if (result.kind === 'found' && filling.kind === 'found') {
        const values = new Map(filling.values).set(requirement.path, result.value)
        differences.push({ requirement, value: result.value, args: payArguments(values, budget) })
        return true
      }
      open ||= result.kind !== 'none'
      return false
    })
    if (!found && open) undecided.push(requirement)
  }
  return { differences, undecided }
}

function notAsked(all: readonly Requirement[], others: readonly Requirement[]): Requirement[] {
  const keys = new Set(all.map(({ key }) => key))
  return others.filter(({ key }) => !keys.has(key))
}

function violate(all: ByPath, requirement: Requirement, shapes: Shapes, budget: WorkBudget): Found {
  const { path } = requirement
  return findArgument(all.get(path) ?? [], requirement, shapes.get(path) ?? 'any', budget)
}

/** Every character of an argument is kept, sent and shown with each difference, which is more work than to look at it. */
const SHOWN = 8

/** The arguments of a call with these values, paid for. */
export function payArguments(values: Iterable<readonly [string, Argument]>, budget: WorkBudget): Arguments {
  const all = [...values]
  for (const [path, value] of all) budget.spend(SHOWN * (textWeight(path) + jsonWeight(value)))
  return buildArguments(all)
}

/** A value for each path; paths without requirements are left out of the call, unless they must be objects. */
function fill(all: ByPath, shapes: Shapes, budget: WorkBudget): FoundArguments {
  const values = new Map<string, Argument>()
  let undecided = false
  for (const [path, shape] of shapes) {
    const requirements = all.get(path) ?? []
    if (requirements.length === 0) {
      if (shape === 'object') values.set(path, {})
      continue
    }
    const found = findArgument(requirements, null, shape, budget)
    if (found.kind === 'none') return found
    if (found.kind === 'found') values.set(path, found.value)
    else undecided = true
  }
  return undecided ? { kind: 'undecided' } : { kind: 'found', values }
}
