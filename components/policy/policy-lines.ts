import type { ToolReading, ToolRule } from '@/lib/policy/describe/describe-tool'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'

/** Lines of a file, 1-based and inclusive. */
export interface LineRange {
  from: number
  to: number
}

/** Where rules, tools and answers stand in the file. */
export class PolicyLines {
  constructor(private readonly loaded: Pick<LoadedPolicy, 'positions' | 'document' | 'policy'>) {}

  rule({ scope, index }: Pick<ToolRule, 'scope' | 'index'>): LineRange {
    return this.range(['tools', scope, 'rules', index])
  }

  tool(name: string): LineRange {
    return this.range(['tools', name])
  }

  /** The line that decides the answer of a tool without looking at arguments; null when several rules together do. */
  cause({ cause }: ToolReading): LineRange | null {
    if (cause === null) return null
    if (cause.kind === 'rule') return this.rule(cause.rule)
    if (cause.kind === 'hide') return this.range(['hide', this.loaded.policy.hide.indexOf(cause.entry)])
    return this.range(['default'])
  }

  private range(path: readonly (string | number)[]): LineRange {
    const { line, start, end } = this.loaded.positions.locate(path)
    const text = this.loaded.document.text.slice(start, end).trimEnd()
    return { from: line, to: line + text.split('\n').length - 1 }
  }
}

/** The address of a range in the page: `#L50-L55`. */
export function lineHash({ from, to }: LineRange): string {
  return from === to ? `#L${from}` : `#L${from}-L${to}`
}

/** "line 50" or "lines 50–55". */
export function lineWords({ from, to }: LineRange): string {
  return from === to ? `line ${from}` : `lines ${from}–${to}`
}
