import type { CompiledPolicy, CompiledRule, RuleReference } from '../compile-policy'
import type { Decision } from '../decision'
import { lintConditions } from '../lint/lint-conditions'
import type { LoadedPolicy } from '../parse-policy'
import type { Policy } from '../policy'
import type { Coverage, OutcomeCoverage, RuleAnswer, RuleCoverage } from './test-report'

interface Seen {
  letsThrough: boolean
  denies: boolean
}

interface AskedRule {
  readonly reference: RuleReference
  readonly rule: CompiledRule
  /** Whether it keeps a counter, which is asked last. */
  readonly counts: boolean
}

/** Collects which rules let calls through and which denied them. */
export class CoverageBook {
  private readonly seen = new Map<string, Seen>()
  private readonly asked = new Map<string, readonly AskedRule[]>()

  constructor(private readonly compiled: CompiledPolicy) {}

  /** The rules that a call of the tool meets, in the order they are asked. */
  rulesOf(tool: string): readonly AskedRule[] {
    const known = this.asked.get(tool)
    if (known !== undefined) return known
    const { tools, wildcard } = this.compiled
    const own = tools.get(tool)
    const groups = own === wildcard || own === undefined ? [wildcard] : [own, wildcard]
    const rules = groups.flatMap((group) => {
      const counting = new Set(group.quotas.map(({ reference }) => reference.index))
      return group.rules.map((rule) => {
        return { reference: rule.reference, rule, counts: counting.has(rule.reference.index) }
      })
    })
    this.asked.set(tool, rules)
    return rules
  }

  /**
   * What each rule said to a call. A rule with a counter lets a call through when it has counted it; behind a denial by another rule it
   * has not been asked for that.
   */
  answers(tool: string, decision: Decision): RuleAnswer['answer'][] {
    const rules = this.rulesOf(tool)
    if (decision.result === 'allowed') return rules.map(() => 'lets-through')
    const { decidedBy } = decision
    if (decidedBy === undefined) return rules.map(() => 'not-reached')
    const byCounter = decision.rule === undefined
    const at = rules.findIndex(({ reference }) => same(reference, decidedBy))
    return rules.map(({ counts }, i) => {
      if (i === at) return 'denies'
      if (i < at) return counts && !byCounter ? 'not-reached' : 'lets-through'
      return byCounter && !counts ? 'lets-through' : 'not-reached'
    })
  }

  record(tool: string, decision: Decision): void {
    const answers = this.answers(tool, decision)
    this.rulesOf(tool).forEach(({ reference }, i) => this.mark(keyOf(reference), answers[i]))
    if (decision.result === 'denied' && decision.decidedBy === undefined) {
      this.mark(decision.rule ?? '', 'denies')
    }
  }

  report({ policy, positions }: LoadedPolicy): Coverage {
    const limits = findImpossible(policy)
    const rules: RuleCoverage[] = []
    for (const { name: tool, rules: own } of policy.tools.values()) {
      own.forEach(({ name: rule }, index) => {
        const key = keyOf({ tool, index })
        const { line } = positions.locate(['tools', tool, 'rules', index])
        rules.push({ tool, rule, line, ...this.outcomes(key, limits.get(key)) })
      })
    }
    const never: Impossible = { letThrough: true, deny: false }
    if (policy.hide.length > 0) {
      const { line } = positions.locate(['hide'])
      rules.push({ tool: null, rule: '(hidden)', line, ...this.outcomes('(hidden)', never) })
    }
    if (policy.default === 'deny') {
      const { line } = positions.locate(['default'])
      rules.push({ tool: null, rule: '(default deny)', line, ...this.outcomes('(default deny)', never) })
    }
    const outcomes = rules.flatMap(({ letsThrough, denies }) => [letsThrough, denies])
    return {
      rules,
      covered: outcomes.filter((outcome) => outcome === 'covered').length,
      possible: outcomes.filter((outcome) => outcome !== 'cannot').length,
    }
  }

  private mark(key: string, answer: RuleAnswer['answer'] | undefined): void {
    if (answer === 'not-reached' || answer === undefined) return
    const seen = this.seen.get(key) ?? { letsThrough: false, denies: false }
    if (answer === 'denies') seen.denies = true
    else seen.letsThrough = true
    this.seen.set(key, seen)
  }

  private outcomes(key: string, impossible: Impossible | undefined) {
    const seen = this.seen.get(key)
    return {
      letsThrough: outcome(seen?.letsThrough ?? false, impossible?.letThrough ?? false),
      denies: outcome(seen?.denies ?? false, impossible?.deny ?? false),
    }
  }
}

/** What a test has reached is possible, whatever an analysis says. */
function outcome(seen: boolean, impossible: boolean): OutcomeCoverage {
  if (seen) return 'covered'
  return impossible ? 'cannot' : 'none'
}

interface Impossible {
  letThrough: boolean
  deny: boolean
}

/** Outcomes that no call can get, where that is certain: of denying rules, behind them, of hidden tools, and what lint has found. */
function findImpossible(policy: Policy): Map<string, Impossible> {
  const found = new Map<string, Impossible>()
  const add = (reference: RuleReference, more: Partial<Impossible>) => {
    const key = keyOf(reference)
    found.set(key, { ...(found.get(key) ?? { letThrough: false, deny: false }), ...more })
  }
  const hidden = new Set(policy.hide)
  for (const { name: tool, rules } of policy.tools.values()) {
    let reachable = !hidden.has(tool) && !hidden.has('*')
    rules.forEach(({ action }, index) => {
      if (!reachable) add({ tool, index }, { letThrough: true, deny: true })
      else if (action === 'deny') add({ tool, index }, { letThrough: true })
      if (action === 'deny') reachable = false
    })
  }
  lintConditions(policy, (rule, at) => {
    if ('start' in at) return
    const [, tool, , index] = at
    if (typeof tool !== 'string' || typeof index !== 'number') return
    if (rule === 'rule-never-denies') add({ tool, index }, { deny: true })
    if (rule === 'condition-never-holds') add({ tool, index }, { letThrough: true })
  })
  return found
}

function keyOf({ tool, index }: RuleReference): string {
  return `${index} ${tool}`
}

function same(a: RuleReference, b: RuleReference): boolean {
  return a.index === b.index && a.tool === b.tool
}
