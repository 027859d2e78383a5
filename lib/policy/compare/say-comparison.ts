import {
  code,
  listWith,
  path as pathPart,
  plainText,
  printable,
  say,
  tool as toolPart,
  type Sentence,
} from '../describe/sentence'
import type { OpenQuestion, ProvedDifference, ToolComparison } from './compare-tool'
import type { Difference, Effect, RulePlace, Undecided } from './comparison'
import { groupBy } from './group-by'
import { asks, sayArgument } from './say-argument'
import type { Requirement } from './requirement'
import { isMeter, phrase, sayLimit } from './say-limit'
import { sayWitness } from './say-witness'
import type { CounterReading, Meter, OpenRules, ToolRules, Total } from './tool-rules'

/** What is said about some tools at once. */
interface Statement {
  readonly effect: Effect
  readonly tool: string
  /** Statements with equal groups are one, about several tools. */
  readonly group: string
  readonly rule: RulePlace | undefined
  /** True for a limit that all tools share. */
  readonly shared: boolean
  /** What follows the tools; `sep` stands between. */
  readonly separator: string
  readonly predicate: Sentence
}

/** Every proved difference, loosening first; those that one rule of `*` makes for many tools are one. */
export function sayDifferences(compared: readonly ToolComparison[]): Difference[] {
  const openTools = countOpen(compared)
  const stated = compared.flatMap((comparison) =>
    comparison.proved.map((proved) => ({ proved, statement: stateDifference(comparison, proved) })),
  )
  return inOrder(stated).map((group) =>
    Object.assign(state(group, openTools), { witness: sayWitness(group[0].proved) }),
  )
}

/** Every open question, loosening first. */
export function sayUndecided(compared: readonly ToolComparison[], mostSteps: number): Undecided[] {
  const openTools = countOpen(compared)
  const stated = compared.flatMap((comparison) =>
    comparison.open.map((question) => ({ statement: stateQuestion(comparison, question, mostSteps) })),
  )
  return inOrder(stated).map((group) => state(group, openTools))
}

/** One sentence about the tools of a group. */
function state(group: Group<{ statement: Statement }>, openTools: number): Undecided {
  const [{ statement }] = group
  const { effect, rule, separator, predicate } = statement
  const tools = group.map((one) => one.statement.tool)
  const sentence = say`${subjectOf(statement, tools, openTools)}${separator}${predicate}`
  const said = { effect, tools, sentence, text: plainText(sentence) }
  return rule === undefined ? said : { ...said, rule }
}

type Group<T> = [T, ...T[]]

/** Statements that are one, loosening first. */
function inOrder<T extends { statement: Statement }>(stated: readonly T[]): Group<T>[] {
  const groups = [...groupBy(stated, ({ statement }) => statement.group).values()].filter(isGroup)
  const rank = ([{ statement }]: Group<T>) => (statement.effect === 'loosens' ? 0 : 1)
  return groups.sort((a, b) => rank(a) - rank(b))
}

function isGroup<T>(items: T[]): items is Group<T> {
  return items.length > 0
}

/** How many tools are not closed on both sides: what a rule of `*` can reach. */
function countOpen(compared: readonly ToolComparison[]): number {
  return compared.filter(({ before, after }) => before.kind === 'open' && after.kind === 'open').length
}

const MOST_NAMES = 4

function subjectOf({ shared, rule }: Statement, tools: readonly string[], openTools: number): Sentence {
  if (shared) return say`all tools together`
  if (rule?.tool === '*' && tools.length > 1 && tools.length === openTools) return say`every tool`
  const names = tools.map((name) => (name === '*' ? say`any other tool` : say`${toolPart(name)}`))
  if (names.length <= MOST_NAMES + 1) return listWith('and', names)
  return listWith('and', [...names.slice(0, MOST_NAMES), say`${String(names.length - MOST_NAMES)} others`])
}

function stateDifference(comparison: ToolComparison, { effect, subject }: ProvedDifference): Statement {
  const { tool, before, after } = comparison
  if (subject.kind === 'tool') {
    const cause = effect === 'tightens' ? after : before
    const rule = cause.kind === 'closed' ? cause.rule : undefined
    const predicate = effect === 'tightens' ? sayClosed(before, after) : sayOpened(before, after)
    const group = JSON.stringify([effect, 'tool', plainText(predicate)])
    return { effect, tool, group, rule, shared: false, separator: ' ', predicate }
  }
  if (subject.kind === 'limit') {
    const { limit } = subject
    const shared = limit.scope === 'global'
    const predicate = sayLimit(limit, effect, effect === 'tightens' ? before : after)
    return { ...grouped(effect, tool, limit.rule, predicate), shared }
  }
  const { path, differences } = subject
  const change = { effect, path, differences, before: at(before, path), after: at(after, path) }
  const [first] = differences
  return grouped(effect, tool, first?.requirement.rule, sayArgument(change))
}

/** Rules of `*` speak of all tools at once; those of a tool of that one. */
function grouped(effect: Effect, tool: string, rule: RulePlace | undefined, predicate: Sentence): Statement {
  const owner = rule?.tool === '*' ? '*' : `tool ${tool}`
  const group = JSON.stringify([effect, owner, plainText(predicate)])
  return { effect, tool, group, rule, shared: false, separator: ': ', predicate }
}

function at(rules: ToolRules, path: string): readonly Requirement[] {
  return rules.kind === 'open' ? (rules.requirements.get(path) ?? []) : []
}

function sayClosed(before: ToolRules, after: ToolRules): Sentence {
  const was = before.kind === 'open' && isFree(before) ? 'allowed' : 'allowed under rules'
  if (after.kind === 'open') return say`becomes denied`
  switch (after.cause) {
    case 'hidden':
      return say`becomes denied and is hidden from agents (before: ${was})`
    case 'default-deny':
      return say`becomes denied by default: no longer listed (before: ${was})`
    case 'deny-rule':
      return say`becomes denied by ${ruleName(after.rule)} (before: ${was})`
    default:
      return say`becomes denied: ${ruleName(after.rule)} lets no call through (before: ${was})`
  }
}

function sayOpened(before: ToolRules, after: ToolRules): Sentence {
  const now = after.kind === 'open' && isFree(after) ? 'becomes allowed' : 'becomes allowed under rules'
  if (before.kind === 'open') return say`${now}`
  switch (before.cause) {
    case 'hidden':
      return say`${now} (before: hidden from agents)`
    case 'default-deny':
      return say`${now} (before: denied by default)`
    case 'deny-rule':
      return say`${now} (before: denied by ${ruleName(before.rule)})`
    default:
      return say`${now} (before: ${ruleName(before.rule)} let no call through)`
  }
}

function ruleName(rule: RulePlace | undefined): Sentence {
  return rule === undefined ? say`its rules` : say`${code(printable(rule.name))}`
}

function isFree({ requirements, meters, totals, readings }: OpenRules): boolean {
  return requirements.size === 0 && meters.length + totals.length + readings.length === 0
}

function stateQuestion(
  { tool }: ToolComparison,
  { effect, about }: OpenQuestion,
  mostSteps: number,
): Statement {
  if (about === 'work') return stateUnread(tool, effect, mostSteps)
  return grouped(effect, tool, about?.rule, say`not decided whether it ${effect}: ${sayAbout(about)}`)
}

/** All tools that were not looked at to the end are one question. */
function stateUnread(tool: string, effect: Effect, mostSteps: number): Statement {
  const steps = mostSteps.toLocaleString('en')
  const predicate = say`not decided whether it ${effect}: the comparison stopped after ${steps} steps, because the policies are too large or too intricate`
  return { effect, tool, group: `${effect} work`, rule: undefined, shared: false, separator: ': ', predicate }
}

function sayAbout(about: Exclude<OpenQuestion['about'], 'work'>): Sentence {
  if (about === null) return say`whether its conditions can be met together`
  if ('holds' in about) return say`${pathPart(about.path)} ${asks([about])}`
  if (isReading(about))
    return say`${code(printable(about.rule.name))} looks at a counter that other rules move`
  if (isMeter(about)) return phrase(about)
  return phrase(about)
}

function isReading(about: Meter | Total | CounterReading): about is CounterReading {
  return 'key' in about
}
