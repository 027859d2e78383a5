import type { ToolRule } from '@/lib/policy/describe/describe-tool'

interface RuleCount {
  readonly tool: string
  readonly rule: string
  readonly denied: number
}

/** What the proxies of a policy called and denied, as the decision log counts it. */
export interface TrafficCounts {
  /** Last 24 h. */
  readonly tools: readonly { readonly tool: string; readonly calls: number; readonly denied: number }[]
  readonly rules: readonly RuleCount[]
  /** Since `since`, at most 30 days. */
  readonly longRules: readonly RuleCount[]
  readonly since: Date | null
}

/** Looks counts up by tool and by rule. A rule without a name is logged by none, so nothing is known of it. */
export class PolicyTraffic {
  readonly #tools: ReadonlyMap<string, { readonly calls: number; readonly denied: number }>

  constructor(private readonly counts: TrafficCounts) {
    this.#tools = new Map(counts.tools.map((tool) => [tool.tool, tool]))
  }

  get since(): Date | null {
    return this.counts.since
  }

  tool(name: string): { readonly calls: number; readonly denied: number } {
    return this.#tools.get(name) ?? { calls: 0, denied: 0 }
  }

  /** Calls of tools that are not in `listed`. */
  otherTools(listed: ReadonlySet<string>): { readonly calls: number; readonly denied: number } {
    const others = this.counts.tools.filter(({ tool }) => !listed.has(tool))
    return {
      calls: others.reduce((sum, { calls }) => sum + calls, 0),
      denied: others.reduce((sum, { denied }) => sum + denied, 0),
    }
  }

  /** What a rule denied in 24 h: of its own tool, or of every tool for a rule of `*`. Null when the log cannot know. */
  rule(rule: Pick<ToolRule, 'scope' | 'reading'>): number | null {
    return countOf(this.counts.rules, rule)
  }

  /** The same since `since`. */
  ruleSince(rule: Pick<ToolRule, 'scope' | 'reading'>): number | null {
    return countOf(this.counts.longRules, rule)
  }
}

function countOf(
  counts: readonly RuleCount[],
  { scope, reading }: Pick<ToolRule, 'scope' | 'reading'>,
): number | null {
  if (reading.name === '') return null
  return counts
    .filter(({ tool, rule }) => rule === reading.name && (scope === '*' || tool === scope))
    .reduce((sum, { denied }) => sum + denied, 0)
}
