import { numberPoints } from './find-argument'
import { numbersAround } from './number-points'
import { meetsAll, type Requirement } from './requirement'
import type { WorkBudget } from './work-budget'

/** Numbers that meet all requirements, ascending: the bounds, and one between neighbours. With 0, 1 and 100 where they are allowed. */
export function allowedNumbers(requirements: readonly Requirement[], budget: WorkBudget): number[] {
  for (const { weight } of requirements) budget.spend(weight.read)
  const points = numberPoints(requirements, new Set())
  const numbers = [...numbersAround(points), 0, 1, 100]
  const bounds = [...points].flatMap((point) => [point - 1, point + 1])
  const all = [...new Set([...numbers, ...bounds])].filter(Number.isFinite).sort((a, b) => a - b)
  return all.filter((number) => meetsAll(requirements, number, budget))
}
