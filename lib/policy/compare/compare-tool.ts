import { compareArguments, findArguments, payArguments, type ArgumentDifference } from './compare-arguments'
import { joinRequirements, limitsOf, suspectLimits, type Filler } from './compare-limits'
import type { Effect, WitnessCall } from './comparison'
import { groupBy } from './group-by'
import { payReplay, replayAttempt, START, type Answers, type Attempt } from './replay-witness'
import type { Requirement } from './requirement'
import {
  readToolRules,
  type CounterReading,
  type Meter,
  type OpenRules,
  type Side,
  type ToolRules,
  type Total,
} from './tool-rules'
import { joinLimits } from './window-capacity'
import { BudgetSpent, jsonWeight, type WorkBudget } from './work-budget'

/** A difference with its proof. What it is about decides how it is said. */
export interface ProvedDifference {
  readonly effect: Effect
  readonly subject: Subject
  readonly attempt: Attempt
  readonly answers: Answers
}

export type Subject =
  | { readonly kind: 'tool' }
  | { readonly kind: 'argument'; readonly path: string; readonly differences: readonly ArgumentDifference[] }
  | { readonly kind: 'limit'; readonly limit: Meter | Total }

/** A question without an answer. */
export interface OpenQuestion {
  readonly effect: Effect
  /** Null: whether the conditions of the side that allows can be met together. `work`: no step was left to look. */
  readonly about: Requirement | Meter | Total | CounterReading | 'work' | null
}

/** One tool under both policies. */
export interface ToolComparison {
  readonly tool: string
  readonly before: ToolRules
  readonly after: ToolRules
  readonly proved: readonly ProvedDifference[]
  readonly open: readonly OpenQuestion[]
}

/** The two sides and what they share. */
export interface Comparison {
  readonly before: Side
  readonly after: Side
  /** Tools that both sides let through, made when first asked for. */
  readonly fillers: () => readonly Filler[]
  readonly budget: WorkBudget
}

/** What `tool` answers otherwise after the change; a name that neither side knows stands for any other tool. */
export function compareTool(comparison: Comparison, tool: string): ToolComparison {
  const work: Work = { comparison, tool, before: UNREAD, after: UNREAD, proved: [], open: [] }
  try {
    compareRules(work)
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error
    // What was proved before stays proved; of the rest nothing is known in either direction.
    work.open.push({ effect: 'loosens', about: 'work' }, { effect: 'tightens', about: 'work' })
  }
  const { before, after, proved, open } = work
  return { tool, before, after, proved, open }
}

/** A comparison of one tool while it is made. */
interface Work {
  readonly comparison: Comparison
  readonly tool: string
  before: ToolRules
  after: ToolRules
  readonly proved: ProvedDifference[]
  readonly open: OpenQuestion[]
}

const UNREAD: OpenRules = { kind: 'open', requirements: new Map(), meters: [], totals: [], readings: [] }

function compareRules(work: Work): void {
  const { comparison, tool } = work
  work.before = closeEmpty(readToolRules(comparison.before, tool), comparison.budget)
  work.after = closeEmpty(readToolRules(comparison.after, tool), comparison.budget)
  for (const effect of ['loosens', 'tightens'] as const) {
    const { before, after } = work
    const [all, others] = effect === 'tightens' ? [before, after] : [after, before]
    if (all.kind === 'closed') continue
    const direction = { work, effect, all, budget: comparison.budget }
    if (others.kind === 'closed') compareClosed(direction)
    else compareOpen(direction, others)
  }
}

/** Requirements that contradict each other close a tool as a deny rule does. */
function closeEmpty(rules: ToolRules, budget: WorkBudget): ToolRules {
  if (rules.kind === 'closed' || findArguments(rules.requirements, budget).kind !== 'none') return rules
  const last = [...rules.requirements.values()].flat().at(-1)
  return { kind: 'closed', cause: 'never', ...(last === undefined ? {} : { rule: last.rule }) }
}

/** One direction: what `all` allows and the other side does not. */
interface Direction {
  readonly work: Work
  readonly effect: Effect
  readonly all: OpenRules
  readonly budget: WorkBudget
}

function compareClosed(direction: Direction): void {
  const { work, all, budget } = direction
  const found = findArguments(all.requirements, budget)
  const call = found.kind === 'found' ? { tool: work.tool, args: payArguments(found.values, budget) } : null
  if (call === null || !prove(direction, { kind: 'tool' }, firstCall(call))) ask(direction, null)
}

function compareOpen(direction: Direction, others: OpenRules): void {
  const known = new Set(direction.all.readings.map(({ key }) => key))
  for (const reading of others.readings) if (!known.has(reading.key)) ask(direction, reading)
  compareOpenLimits(direction, others, compareOpenArguments(direction, others))
}

/** The totals that a single call has shown to differ are returned: they need no sequence. */
function compareOpenArguments(direction: Direction, others: OpenRules): Set<Total> {
  const { work, all, budget } = direction
  const { differences, undecided } = compareArguments(all.requirements, others.requirements, budget)
  for (const requirement of undecided) ask(direction, requirement)
  const shown = new Set<Total>()
  for (const [path, here] of groupBy(differences, ({ requirement }) => requirement.path)) {
    budget.spend(others.totals.length)
    const total = totalBehind(here, others)
    const proof = here.find((first) => {
      budget.spend(here.length)
      const ordered = [first, ...here.filter((one) => one !== first)]
      const subject: Subject =
        total === undefined
          ? { kind: 'argument', path, differences: ordered }
          : { kind: 'limit', limit: total }
      return prove(direction, subject, firstCall({ tool: work.tool, args: first.args }))
    })
    if (proof === undefined) for (const { requirement } of here) ask(direction, requirement)
    else if (total !== undefined) shown.add(total)
  }
  return shown
}

/** When one call is over the limit of a total, the total is what changed. */
function totalBehind(differences: readonly ArgumentDifference[], { totals }: OpenRules): Total | undefined {
  const [first] = differences
  if (first === undefined || differences.length > 1 || typeof first.value !== 'number') return undefined
  const { condition, path, rule } = first.requirement
  return condition === null ? totals.find((total) => total.path === path && total.rule === rule) : undefined
}

function compareOpenLimits(direction: Direction, others: OpenRules, shown: ReadonlySet<Total>): void {
  const { work, all, budget } = direction
  const { tool, proved, comparison } = work
  const suspects = suspectLimits({ tool, all, others, shown, fillers: comparison.fillers, budget })
  const before = proved.length
  const masked: (Meter | Total)[] = []
  for (const { limit, attempts, masked: isMasked } of suspects) {
    if (attempts.some((attempt) => prove(direction, { kind: 'limit', limit }, attempt))) continue
    if (isMasked) masked.push(limit)
    else ask(direction, limit)
  }
  if (proved.length === before) for (const limit of masked) ask(direction, limit)
}

function firstCall(call: WitnessCall): Attempt {
  return { history: [], call, at: new Date(START).toISOString() }
}

/** To say something is work too: its words are made, kept, sent and shown. */
const STATEMENT = 60
const SAID = 6

function ask({ work, effect, budget }: Direction, about: OpenQuestion['about']): void {
  const weight = about !== null && typeof about === 'object' && 'weight' in about ? about.weight.read : 1
  budget.spend(STATEMENT + SAID * weight)
  work.open.push({ effect, about })
}

function prove({ work, effect, budget }: Direction, subject: Subject, attempt: Attempt): boolean {
  const { before, after } = work.comparison
  payReplay(before.compiled, attempt, budget)
  payReplay(after.compiled, attempt, budget)
  const answers = replayAttempt(before.compiled, after.compiled, attempt, effect)
  if (answers === null) return false
  budget.spend(STATEMENT + SAID * (attempt.history.length + 1) * jsonWeight(attempt.call.args))
  if (subject.kind === 'argument') {
    for (const rules of [work.before, work.after]) {
      const said = rules.kind === 'open' ? (rules.requirements.get(subject.path) ?? []) : []
      for (const { weight } of said) budget.spend(SAID * weight.read)
    }
  }
  work.proved.push({ effect, subject, attempt, answers })
  return true
}

/** A call of `tool` that both sides allow, with the limits it has to keep to. */
export function findFiller(before: Side, after: Side, tool: string): Filler | null {
  const { budget } = before
  const [one, other] = [readToolRules(before, tool), readToolRules(after, tool)]
  if (one.kind === 'closed' || other.kind === 'closed') return null
  if (one.totals.length + other.totals.length > 0) return null
  const found = findArguments(joinRequirements(one.requirements, other.requirements, budget), budget)
  if (found.kind !== 'found') return null
  const limits = joinLimits(limitsOf(one.meters, ['own']), limitsOf(other.meters, ['own']))
  return { call: { tool, args: payArguments(found.values, budget) }, limits }
}
