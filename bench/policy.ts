import { compilePolicy } from '@/lib/policy/compile-policy'
import { evaluate, type ToolCall } from '@/lib/policy/evaluate'
import { MemoryCounters } from '@/lib/policy/memory-counters'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import type { Report } from './main'

const TOOLS = 40
const EVALUATIONS = 400_000
const ROUNDS = 5

/**
 * `evalsPerSecond`: 40 tools with two conditions each, on one core (target ≥ 700,000). `evalsWithRegexPerSecond`: one regex condition more
 * (target ≥ 200,000). `parseMBPerSecond`: load and validate a policy of 1 MB (target ≥ 2). Medians.
 */
export async function policy(report: Report): Promise<void> {
  report('evalsPerSecond', measureEvaluations(toolsPolicy(TOOLS, '')), '1/s')
  report('evalsWithRegexPerSecond', measureEvaluations(toolsPolicy(TOOLS, REGEX_CONDITION)), '1/s')
  report('parseMBPerSecond', measureParsing(), 'MB/s')
  return Promise.resolve()
}

const REGEX_CONDITION = `
          - path: args.branch
            op: regex
            value: "^(feature|fix)/[a-z0-9-]+$"`

function toolsPolicy(tools: number, more: string): string {
  const rules = Array.from(
    { length: tools },
    (_, i) => `
  tool_${i}:
    rules:
      - name: "limit ${i}"
        conditions:
          - path: args.amount
            op: lte
            value: ${500 + i}
          - path: args.currency
            op: in
            value: [usd, eur, gbp]${more}
        on_deny: "Only up to ${500 + i} in a known currency."`,
  )
  return `version: "1"\ndefault: deny\ntools:${rules.join('')}\n`
}

function measureEvaluations(text: string): number {
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error(parsed.loadError)
  const compiled = compilePolicy(parsed.policy)
  const counters = new MemoryCounters()
  const now = new Date(0)
  const calls: ToolCall[] = Array.from({ length: TOOLS }, (_, i) => ({
    tool: `tool_${i}`,
    args: { amount: i * 20, currency: 'eur', branch: `feature/add-limit-${i}`, note: 'unused' },
  }))
  return median(() => {
    let allowed = 0
    const started = performance.now()
    for (let i = 0; i < EVALUATIONS; i++) {
      const call = calls[i % TOOLS]
      if (call !== undefined && evaluate(compiled, call, counters, now).result === 'allowed') allowed++
    }
    if (allowed === 0 || allowed === EVALUATIONS)
      throw new Error('some calls have to be allowed and some denied')
    return EVALUATIONS / ((performance.now() - started) / 1000)
  })
}

function measureParsing(): number {
  const text = toolsPolicy(3500, '')
  return median(() => {
    const started = performance.now()
    const parsed = parsePolicy(text)
    if (!parsed.ok || validatePolicy(parsed).length > 0) throw new Error('the policy has to be valid')
    return text.length / 1e6 / ((performance.now() - started) / 1000)
  })
}

function median(measure: () => number): number {
  const values = Array.from({ length: ROUNDS }, measure).sort((a, b) => a - b)
  return values[Math.floor(ROUNDS / 2)] ?? 0
}
