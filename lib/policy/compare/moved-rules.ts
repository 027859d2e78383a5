import type { Policy, Rule, ToolPolicy } from '../policy'
import { behaviour } from './tool-rules'

/** Both sides of one policy file of a change; null where it has none. A renamed file has two paths. */
export interface FileSides {
  readonly before: FileSide | null
  readonly after: FileSide | null
}

export interface FileSide {
  readonly path: string
  readonly policy: Policy
}

/** A rule, or a tool with all of its rules, that left one file and came to another, word for word. */
export interface MovedRule {
  /** The file that gives it up, and the one that takes it over. */
  readonly from: string
  readonly to: string
  /** Where it stood; `*` for every tool. */
  readonly tool: string
  /** Null when the whole tool moved. */
  readonly rule: string | null
}

/** One thing that a file lost or gained. Equal keys mean the same name and the same content. */
interface Item {
  readonly key: string
  readonly path: string
  readonly tool: string
  readonly rule: string | null
}

/** Finds what the files of one change gave to each other: whole tools first, then single rules. What moves inside of a file stays its own. */
export function findMovedRules(files: readonly FileSides[]): MovedRule[] {
  const tools = pair(files.map((file) => exchange(toolItems(file, 'before'), toolItems(file, 'after'))))
  const [given, taken] = [new Set(tools.map(outOf)), new Set(tools.map(into))]
  const rules = pair(
    files.map((file) =>
      exchange(
        ruleItems(file.before).filter(({ path, tool }) => !given.has(placeOf(path, tool))),
        ruleItems(file.after).filter(({ path, tool }) => !taken.has(placeOf(path, tool))),
      ),
    ),
  )
  return [...tools, ...rules]
}

const placeOf = (path: string, tool: string) => JSON.stringify([path, tool])
const outOf = ({ from, tool }: MovedRule) => placeOf(from, tool)
const into = ({ to, tool }: MovedRule) => placeOf(to, tool)

interface Exchange {
  readonly lost: readonly Item[]
  readonly gained: readonly Item[]
}

/** What is on one side only, each as often as it is there more often. */
function exchange(before: readonly Item[], after: readonly Item[]): Exchange {
  return { lost: without(before, after), gained: without(after, before) }
}

function without(items: readonly Item[], others: readonly Item[]): Item[] {
  const left = new Map<string, number>()
  for (const { key } of others) left.set(key, (left.get(key) ?? 0) + 1)
  return items.filter(({ key }) => {
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  })
}

/** What one file lost and another gained, paired once each and in order. */
function pair(exchanges: readonly Exchange[]): MovedRule[] {
  const lost = new Map<string, Item[]>()
  for (const item of exchanges.flatMap((one) => one.lost)) {
    const same = lost.get(item.key)
    if (same === undefined) lost.set(item.key, [item])
    else same.push(item)
  }
  return exchanges
    .flatMap(({ gained }) => gained)
    .flatMap((item): MovedRule[] => {
      const source = lost.get(item.key)?.shift()
      return source === undefined
        ? []
        : [{ from: source.path, to: item.path, tool: source.tool, rule: source.rule }]
    })
}

/** The tools that only one side names: one that is on both sides may have gained or lost rules, and did not move. */
function toolItems(file: FileSides, side: keyof FileSides): Item[] {
  const other = file[side === 'before' ? 'after' : 'before']
  const own = file[side]
  if (own === null) return []
  return [...own.policy.tools.values()]
    .filter(({ name }) => other === null || !other.policy.tools.has(name))
    .map((tool) => ({ key: toolKey(tool), path: own.path, tool: tool.name, rule: null }))
}

function ruleItems(side: FileSide | null): Item[] {
  if (side === null) return []
  return [...side.policy.tools.values()].flatMap(({ name: tool, rules }) =>
    rules.map((rule) => ({ key: ruleKey(rule), path: side.path, tool, rule: rule.name })),
  )
}

function toolKey({ name, rules }: ToolPolicy): string {
  return JSON.stringify([name, ...rules.map(ruleKey)])
}

function ruleKey(rule: Rule): string {
  return JSON.stringify([rule.name, behaviour(rule), rule.onDeny])
}
