import { formatCount } from '@/components/ui/format-number'
import type { ToolRule } from '@/lib/policy/describe/describe-tool'

/** What was denied, and what proxies that only observe let through although the policy denies it. */
export interface Denials {
  readonly denied: number
  readonly wouldDeny: number
}

export interface ToolCounts extends Denials {
  readonly calls: number
}

interface RuleCount extends Denials {
  readonly tool: string
  readonly rule: string
}

/** What the proxies of a policy called and denied, as the decision log counts it. */
export interface TrafficCounts {
  /** Last 24 h. */
  readonly tools: readonly (ToolCounts & { readonly tool: string })[]
  readonly rules: readonly RuleCount[]
  /** Since `since`, at most 30 days, apart by the git blob that denied; null where it is not known, or not in git. */
  readonly longRules: readonly (RuleCount & { readonly blob: string | null })[]
  readonly since: Date | null
}

/** Looks counts up by tool and by rule. A rule without a name is logged by none, so nothing is known of it. */
export class PolicyTraffic {
  readonly #tools: ReadonlyMap<string, ToolCounts>

  constructor(private readonly counts: TrafficCounts) {
    this.#tools = new Map(counts.tools.map((tool) => [tool.tool, tool]))
  }

  get since(): Date | null {
    return this.counts.since
  }

  tool(name: string): ToolCounts {
    return this.#tools.get(name) ?? { calls: 0, denied: 0, wouldDeny: 0 }
  }

  /** Calls of tools that are not in `listed`. */
  otherTools(listed: ReadonlySet<string>): ToolCounts {
    const others = this.counts.tools.filter(({ tool }) => !listed.has(tool))
    return { calls: others.reduce((sum, { calls }) => sum + calls, 0), ...sumOf(others) }
  }

  /** Whether some proxy only observed in 24 h. */
  get observes(): boolean {
    return this.counts.tools.some(({ wouldDeny }) => wouldDeny > 0)
  }

  /** What a rule denied in 24 h: of its own tool, or of every tool for a rule of `*`. Null when the log cannot know. */
  rule(rule: Pick<ToolRule, 'scope' | 'reading'>): Denials | null {
    return countOf(this.counts.rules, rule)
  }

  /** The same since `since`, without what was denied by `others`: contents in which the rule of this name is another. */
  ruleSince(rule: Pick<ToolRule, 'scope' | 'reading'>, others: ReadonlySet<string>): Denials | null {
    return countOf(
      this.counts.longRules.filter(({ blob }) => blob === null || !others.has(blob)),
      rule,
    )
  }
}

function countOf(
  counts: readonly RuleCount[],
  { scope, reading }: Pick<ToolRule, 'scope' | 'reading'>,
): Denials | null {
  if (reading.name === '') return null
  return sumOf(counts.filter(({ tool, rule }) => rule === reading.name && (scope === '*' || tool === scope)))
}

function sumOf(counts: readonly Denials[]): Denials {
  return {
    denied: counts.reduce((sum, { denied }) => sum + denied, 0),
    wouldDeny: counts.reduce((sum, { wouldDeny }) => sum + wouldDeny, 0),
  }
}

/** "4 denied", and what observing proxies let through when there is any. */
export function sayDenials({ denied, wouldDeny }: Denials): string {
  const observed = wouldDeny === 0 ? '' : `, ${formatCount(wouldDeny)} would be, by proxies that only observe`
  return `${formatCount(denied)} denied in 24 h${observed}`
}
