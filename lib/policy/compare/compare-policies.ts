import { compilePolicy } from '../compile-policy'
import { sortGoStrings } from '../go-bytes'
import type { Policy } from '../policy'
import type { Filler } from './compare-limits'
import { compareTool, findFiller, type ToolComparison } from './compare-tool'
import type { PolicyComparison, ToolVerdict, Verdict } from './comparison'
import { findCosmetic } from './find-cosmetic'
import { groupBy } from './group-by'
import { sayDifferences, sayUndecided } from './say-comparison'
import type { Side } from './tool-rules'
import { WorkBudget } from './work-budget'

/**
 * What a change of a policy means. Both policies must be valid (`validatePolicy`). Each difference carries a call that was evaluated under
 * both, so that no claim is wrong; `same` is claimed only when proved. Counters start empty on both sides. The
 * work is bounded by `MOST_STEPS`: what is left when they are spent is undecided, and says so.
 */
export function comparePolicies(before: Policy, after: Policy, budget = new WorkBudget()): PolicyComparison {
  const sides = {
    before: readSide('before', before, budget),
    after: readSide('after', after, budget),
    budget,
  }
  const names = toolNames(before, after)
  const anyOther = freshName(names)
  const comparison = {
    ...sides,
    fillers: once(() => findFillers(sides.before, sides.after, names, anyOther)),
  }
  const compared = [
    ...names.map((tool) => compareTool(comparison, tool)),
    { ...compareTool(comparison, anyOther), tool: '*' },
  ]
  const tools = compared.map(judge)
  const differences = sayDifferences(compared)
  const undecided = sayUndecided(compared, budget.most)
  return {
    verdict: summarise(tools),
    counts: {
      loosens: differences.filter(({ effect }) => effect === 'loosens').length,
      tightens: differences.filter(({ effect }) => effect === 'tightens').length,
      undecided: undecided.length,
    },
    tools,
    differences,
    undecided,
    cosmetic: findCosmetic(before, after, compared),
  }
}

function readSide(file: Side['file'], policy: Policy, budget: WorkBudget): Side {
  const compiled = compilePolicy(policy)
  const all = [...compiled.tools.values()].flatMap(({ quotas }) => quotas)
  return { file, policy, compiled, quotas: groupBy(all, ({ key }) => key), budget }
}

/** Every tool that one of the two names. The rules of `*` show in all of them; nobody calls a tool of that name. */
function toolNames(before: Policy, after: Policy): string[] {
  const names = new Set([...before.tools.keys(), ...after.tools.keys(), ...before.hide, ...after.hide])
  names.delete('*')
  return sortGoStrings(names)
}

function freshName(names: readonly string[]): string {
  const taken = new Set(names)
  let name = 'any_other_tool'
  while (taken.has(name)) name += '_'
  return name
}

function findFillers(before: Side, after: Side, names: readonly string[], anyOther: string): Filler[] {
  return [anyOther, ...names]
    .map((tool) => findFiller(before, after, tool))
    .filter((filler) => filler !== null)
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}

function judge({ tool, proved, open }: ToolComparison): ToolVerdict {
  return {
    tool,
    verdict: verdictOf(
      new Set(proved.map(({ effect }) => effect)),
      new Set(open.map(({ effect }) => effect)),
    ),
  }
}

function verdictOf(proved: ReadonlySet<string>, open: ReadonlySet<string>): Verdict {
  if (proved.has('loosens') && proved.has('tightens')) return 'both'
  if ([...open].some((effect) => !proved.has(effect))) return 'unknown'
  if (proved.has('loosens')) return 'loosens'
  return proved.has('tightens') ? 'tightens' : 'same'
}

function summarise(tools: readonly ToolVerdict[]): Verdict {
  const verdicts = new Set(tools.map(({ verdict }) => verdict))
  if (verdicts.has('both') || (verdicts.has('loosens') && verdicts.has('tightens'))) return 'both'
  if (verdicts.has('unknown')) return 'unknown'
  if (verdicts.has('loosens')) return 'loosens'
  return verdicts.has('tightens') ? 'tightens' : 'same'
}
