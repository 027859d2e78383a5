import { buildArguments } from './argument-shapes'
import { compareArguments, findArguments, type ArgumentDifference } from './compare-arguments'
import { joinRequirements, limitsOf, suspectLimits, type Filler } from './compare-limits'
import type { Effect, WitnessCall } from './comparison'
import { replayAttempt, START, type Answers, type Attempt } from './replay-witness'
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
  readonly about: Requirement | Meter | Total | CounterReading | null
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
}

/** What `tool` answers otherwise after the change; a name that neither side knows stands for any other tool. */
export function compareTool(comparison: Comparison, tool: string): ToolComparison {
  const before = closeEmpty(readToolRules(comparison.before, tool))
  const after = closeEmpty(readToolRules(comparison.after, tool))
  const proved: ProvedDifference[] = []
  const open: OpenQuestion[] = []
  for (const effect of ['loosens', 'tightens'] as const) {
    const [all, others] = effect === 'tightens' ? [before, after] : [after, before]
    if (all.kind === 'closed') continue
    const direction = { comparison, tool, effect, all, proved, open }
    if (others.kind === 'closed') compareClosed(direction)
    else compareOpen(direction, others)
  }
  return { tool, before, after, proved, open }
}

/** Requirements that contradict each other close a tool as a deny rule does. */
function closeEmpty(rules: ToolRules): ToolRules {
  if (rules.kind === 'closed' || findArguments(rules.requirements).kind !== 'none') return rules
  const last = [...rules.requirements.values()].flat().at(-1)
  return { kind: 'closed', cause: 'never', ...(last === undefined ? {} : { rule: last.rule }) }
}

/** One direction: what `all` allows and the other side does not. */
interface Direction {
  readonly comparison: Comparison
  readonly tool: string
  readonly effect: Effect
  readonly all: OpenRules
  readonly proved: ProvedDifference[]
  readonly open: OpenQuestion[]
}

function compareClosed(direction: Direction): void {
  const { tool, effect, all, open } = direction
  const found = findArguments(all.requirements)
  const call = found.kind === 'found' ? { tool, args: buildArguments(found.values) } : null
  if (call === null || !prove(direction, { kind: 'tool' }, firstCall(call)))
    open.push({ effect, about: null })
}

function compareOpen(direction: Direction, others: OpenRules): void {
  const known = new Set(direction.all.readings.map(({ key }) => key))
  for (const reading of others.readings) {
    if (!known.has(reading.key)) direction.open.push({ effect: direction.effect, about: reading })
  }
  compareOpenLimits(direction, others, compareOpenArguments(direction, others))
}

/** The totals that a single call has shown to differ are returned: they need no sequence. */
function compareOpenArguments(direction: Direction, others: OpenRules): Set<Total> {
  const { tool, effect, all, open } = direction
  const { differences, undecided } = compareArguments(all.requirements, others.requirements)
  for (const requirement of undecided) open.push({ effect, about: requirement })
  const shown = new Set<Total>()
  const paths = new Set(differences.map(({ requirement }) => requirement.path))
  for (const path of paths) {
    const here = differences.filter(({ requirement }) => requirement.path === path)
    const total = totalBehind(here, others)
    const proof = here.find((first) => {
      const ordered = [first, ...here.filter((one) => one !== first)]
      const subject: Subject =
        total === undefined
          ? { kind: 'argument', path, differences: ordered }
          : { kind: 'limit', limit: total }
      return prove(direction, subject, firstCall({ tool, args: first.args }))
    })
    if (proof === undefined) for (const { requirement } of here) open.push({ effect, about: requirement })
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
  const { tool, effect, all, open, comparison, proved } = direction
  const suspects = suspectLimits({ tool, all, others, shown, fillers: comparison.fillers })
  const before = proved.length
  const masked: (Meter | Total)[] = []
  for (const { limit, attempts, masked: isMasked } of suspects) {
    if (attempts.some((attempt) => prove(direction, { kind: 'limit', limit }, attempt))) continue
    if (isMasked) masked.push(limit)
    else open.push({ effect, about: limit })
  }
  if (proved.length === before) for (const limit of masked) open.push({ effect, about: limit })
}

function firstCall(call: WitnessCall): Attempt {
  return { history: [], call, at: new Date(START).toISOString() }
}

function prove({ comparison, effect, proved }: Direction, subject: Subject, attempt: Attempt): boolean {
  const answers = replayAttempt(comparison.before.compiled, comparison.after.compiled, attempt, effect)
  if (answers !== null) proved.push({ effect, subject, attempt, answers })
  return answers !== null
}

/** A call of `tool` that both sides allow, with the limits it has to keep to. */
export function findFiller(before: Side, after: Side, tool: string): Filler | null {
  const [one, other] = [readToolRules(before, tool), readToolRules(after, tool)]
  if (one.kind === 'closed' || other.kind === 'closed') return null
  if (one.totals.length + other.totals.length > 0) return null
  const found = findArguments(joinRequirements(one.requirements, other.requirements))
  if (found.kind !== 'found') return null
  const limits = joinLimits(limitsOf(one.meters, ['own']), limitsOf(other.meters, ['own']))
  return { call: { tool, args: buildArguments(found.values) }, limits }
}
