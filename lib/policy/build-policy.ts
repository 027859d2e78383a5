import type { Decoded, DecodedRecord } from './decode-type'
import type { Condition, GoValue, Policy, Rule, StateBlock, ToolPolicy } from './policy'
import { counterScope, parseRateLimit, rateLimitCounter, type RateLimit } from './rate-limit'

const NOTHING: DecodedRecord = { kind: 'record', entries: new Map() }
const NULL: GoValue = { kind: 'null' }

/** The policy that Intercept holds after loading: defaults applied, `rate_limit` shorthands written out where they can be. */
export function buildPolicy(config: Decoded | null): Policy {
  return expandRateLimits(buildWrittenPolicy(config))
}

/** The same with every `rate_limit` as it stands in the file. */
export function buildWrittenPolicy(config: Decoded | null): Policy {
  const fields = record(config)
  return {
    version: text(fields, 'version'),
    description: text(fields, 'description'),
    default: text(fields, 'default') || 'allow',
    hide: items(fields, 'hide').map((item) => (item.kind === 'string' ? item.value : '')),
    tools: new Map(
      [...field(fields, 'tools').entries].map(([name, entry]) => [
        name,
        buildTool(name, record(entry.value)),
      ]),
    ),
  }
}

function buildTool(name: string, fields: DecodedRecord): ToolPolicy {
  return { name, rules: items(fields, 'rules').map((item) => buildRule(record(item))) }
}

function buildRule(fields: DecodedRecord): Rule {
  const rule: Rule = {
    name: text(fields, 'name'),
    action: text(fields, 'action') || 'evaluate',
    rateLimit: text(fields, 'rate_limit'),
    conditions: items(fields, 'conditions').map((item) => buildCondition(record(item))),
    onDeny: text(fields, 'on_deny'),
  }
  const state = fields.entries.get('state')?.value
  return state?.kind === 'record' ? { ...rule, state: buildState(state) } : rule
}

function buildCondition(fields: DecodedRecord): Condition {
  const value = fields.entries.get('value')?.value
  return {
    path: text(fields, 'path'),
    op: text(fields, 'op'),
    value: value?.kind === 'any' ? value.value : NULL,
  }
}

function buildState(fields: DecodedRecord): StateBlock {
  const increment = fields.entries.get('increment')?.value
  const amount = increment?.kind === 'int' ? increment.value : 0n
  return {
    counter: text(fields, 'counter'),
    window: text(fields, 'window'),
    increment: amount === 0n ? 1n : amount,
    incrementFrom: text(fields, 'increment_from'),
  }
}

/** Writes every `rate_limit` out that can be. */
export function expandRateLimits(policy: Policy): Policy {
  const tools = [...policy.tools].map(([name, tool]) => {
    const rules = tool.rules.map((rule) => expandRateLimit(rule, name))
    return [name, { ...tool, rules }] as const
  })
  return { ...policy, tools: new Map(tools) }
}

/** The text that a `rate_limit` without `on_deny` answers with. */
export function rateLimitMessage(limit: RateLimit): string {
  return `Rate limit of ${limit.count} per ${limit.window} reached. Try again later.`
}

/** Writes a `rate_limit` out, unless the rule has more than a shorthand may have; validation then says so. */
export function expandRateLimit(rule: Rule, tool: string): Rule {
  if (
    rule.rateLimit === '' ||
    rule.conditions.length > 0 ||
    rule.state !== undefined ||
    rule.action === 'deny'
  )
    return rule
  const limit = parseRateLimit(rule.rateLimit)
  if (typeof limit === 'string') return rule
  const counter = rateLimitCounter(limit.window)
  return {
    name: rule.name,
    action: 'evaluate',
    rateLimit: '',
    expandedFrom: rule.rateLimit,
    conditions: [
      {
        path: `state.${counterScope(tool)}.${counter}`,
        op: 'lte',
        value: { kind: 'int', value: limit.count },
      },
    ],
    onDeny: rule.onDeny || rateLimitMessage(limit),
    state: { counter, window: limit.window, increment: 1n, incrementFrom: '' },
  }
}

function record(value: Decoded | null): DecodedRecord {
  return value?.kind === 'record' ? value : NOTHING
}

function field(fields: DecodedRecord, name: string): DecodedRecord {
  return record(fields.entries.get(name)?.value ?? null)
}

function items(fields: DecodedRecord, name: string): Decoded[] {
  const value = fields.entries.get(name)?.value
  return value?.kind === 'list' ? value.items.map((item) => item.value) : []
}

function text(fields: DecodedRecord, name: string): string {
  const value = fields.entries.get(name)?.value
  return value?.kind === 'string' ? value.value : ''
}
