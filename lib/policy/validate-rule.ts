import { quote } from './go/quote'
import type { Rule, StateBlock } from './policy'
import type { Place, Report } from './policy-error'
import { WINDOWS } from './policy-words'
import { parseRateLimit } from './rate-limit'
import { validateCondition } from './validate-condition'

/** Counter names by scope. */
export type Counters = ReadonlyMap<string, ReadonlySet<string>>

/** Checks one rule. A `rate_limit` that could not be written out hides everything else that is wrong with the rule. */
export function validateRule(rule: Rule, at: Place, counters: Counters, report: Report): void {
  if (rule.rateLimit !== '') {
    validateRateLimit(rule, at, report)
    return
  }
  validateHead(rule, at, report)
  rule.conditions.forEach((condition, j) => {
    const place = { prefix: `${at.prefix}.conditions[${j}]`, path: [...at.path, 'conditions', j] }
    validateCondition(condition, place, report)
  })
  if (rule.state !== undefined) validateState(rule.state, at, report)
  validateReferences(rule, at, counters, report)
}

function validateRateLimit(rule: Rule, at: Place, report: Report): void {
  const path = [...at.path, 'rate_limit']
  const fault = parseRateLimit(rule.rateLimit)
  const slash = rule.rateLimit.indexOf('/')
  if (fault === 'format') {
    const got = quote(rule.rateLimit)
    report(
      'rate-limit-format',
      `${at.prefix}: rate_limit must be in the format "N/window" (e.g. "5/hour"), got ${got}`,
      path,
    )
  } else if (fault === 'count') {
    const got = quote(rule.rateLimit.slice(0, slash))
    report('rate-limit-count', `${at.prefix}: rate_limit count must be a positive integer, got ${got}`, path)
  } else if (fault === 'window') {
    const got = quote(rule.rateLimit.slice(slash + 1))
    report(
      'rate-limit-window',
      `${at.prefix}: rate_limit window must be "minute", "hour", or "day", got ${got}`,
      path,
    )
  }
  if (rule.conditions.length > 0 || rule.state !== undefined) {
    const advice = 'use separate rules or the full syntax instead'
    report(
      'rate-limit-combined',
      `${at.prefix}: rate_limit cannot be combined with conditions or state; ${advice}`,
      path,
    )
  }
  if (rule.action === 'deny') {
    report('rate-limit-on-deny', `${at.prefix}: rate_limit cannot be used with action "deny"`, path)
  }
}

function validateHead(rule: Rule, at: Place, report: Report): void {
  if (rule.name === '') report('rule-name', `${at.prefix}: rule must have a name`, [...at.path, 'name'])
  if (rule.action !== 'evaluate' && rule.action !== 'deny') {
    const message = `${at.prefix}: action must be "evaluate" or "deny", got ${quote(rule.action)}`
    report('rule-action', message, [...at.path, 'action'])
  }
  const conditions = [...at.path, 'conditions']
  if (rule.action === 'deny' && rule.conditions.length > 0) {
    report('deny-with-conditions', `${at.prefix}: deny rules must not have conditions`, conditions)
  }
  if (rule.action === 'evaluate' && rule.conditions.length === 0) {
    report(
      'evaluate-without-conditions',
      `${at.prefix}: evaluate rules must have at least one condition`,
      conditions,
    )
  }
}

function validateState(state: StateBlock, at: Place, report: Report): void {
  const prefix = `${at.prefix}.state`
  const path = [...at.path, 'state']
  if (state.counter === '')
    report('state-counter', `${prefix}: counter must not be empty`, [...path, 'counter'])
  if (!WINDOWS.has(state.window)) {
    const message = `${prefix}: window must be "minute", "hour", or "day", got ${quote(state.window)}`
    report('state-window', message, [...path, 'window'])
  }
  if (state.incrementFrom !== '' && !state.incrementFrom.startsWith('args.')) {
    const message = `${prefix}: increment_from must start with "args.", got ${quote(state.incrementFrom)}`
    report('state-increment-from', message, [...path, 'increment_from'])
  }
}

/** `state.scope.counter`, split at the first two dots: a scope cannot hold a dot. Shorter paths are not checked. */
function validateReferences(rule: Rule, at: Place, counters: Counters, report: Report): void {
  rule.conditions.forEach(({ path }, j) => {
    if (!path.startsWith('state.')) return
    const dot = path.indexOf('.', 6)
    if (dot < 0) return
    const scope = path.slice(6, dot)
    const counter = path.slice(dot + 1)
    if (counters.get(scope)?.has(counter) === true) return
    const message = `${at.prefix}: condition references state.${scope}.${counter} but no matching state block found`
    report('state-missing', message, [...at.path, 'conditions', j, 'path'])
  })
}
