import { expandRateLimits, rateLimitMessage } from '../build-policy'
import type { PolicyPath } from '../locate'
import type { Policy, Rule, ToolPolicy } from '../policy'
import { parseRateLimit } from '../rate-limit'
import { countersOf, mapPaths, retarget } from './counter-references'
import { EditFailure } from './edit-failure'
import type { Edit, RefusalCode, RuleAddress } from './edits'
import { buildRule, checkText, editRule, outOfRange } from './rule-intent'

export type IntentResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly code: RefusalCode; readonly reason: string; readonly path: PolicyPath }

/**
 * What an edit is meant to make of a policy; the text editor's work is checked against it. Knows nothing of text.
 *
 * An expanded rule whose message is the one a `rate_limit` brings along is taken to have none of its own; a policy of
 * `buildWrittenPolicy` leaves no such doubt.
 */
export function applyToPolicy(policy: Policy, edit: Edit): IntentResult {
  try {
    return { ok: true, policy: expandRateLimits(editPolicy(contractRateLimits(policy), edit)) }
  } catch (error) {
    if (!(error instanceof EditFailure)) throw error
    const path = error.at !== null && 'length' in error.at ? error.at : placeOf(edit)
    return { ok: false, code: error.code, reason: error.message, path }
  }
}

/** Undoes what loading did to `rate_limit`. */
function contractRateLimits(policy: Policy): Policy {
  const tools = [...policy.tools].map(
    ([name, tool]) => [name, { ...tool, rules: tool.rules.map(contract) }] as const,
  )
  return { ...policy, tools: new Map(tools) }
}

function contract(rule: Rule): Rule {
  if (rule.expandedFrom === undefined) return rule
  const limit = parseRateLimit(rule.expandedFrom)
  const implied = typeof limit !== 'string' && rule.onDeny === rateLimitMessage(limit)
  const { name, action, expandedFrom } = rule
  return { name, action, rateLimit: expandedFrom, conditions: [], onDeny: implied ? '' : rule.onDeny }
}

function editPolicy(policy: Policy, edit: Edit): Policy {
  switch (edit.op) {
    case 'create-file':
      return createPolicy(policy, edit.description ?? '', edit.default ?? 'allow')
    case 'set-default':
      return { ...policy, default: edit.value }
    case 'unset-default':
      return { ...policy, default: 'allow' }
    case 'set-description':
      return { ...policy, description: checkText(edit.value) }
    case 'unset-description':
      return { ...policy, description: '' }
    case 'add-hide': {
      const at = edit.at ?? policy.hide.length
      if (at > policy.hide.length) throw outOfRange('hidden tool', at, policy.hide.length)
      return { ...policy, hide: policy.hide.toSpliced(at, 0, checkText(edit.name)) }
    }
    case 'remove-hide': {
      const name = policy.hide[edit.index]
      if (name === undefined || (edit.named !== undefined && edit.named !== name))
        throw new EditFailure(
          'not-found',
          `There is no such hidden tool at ${edit.index}. Reload the policy.`,
        )
      return { ...policy, hide: policy.hide.toSpliced(edit.index, 1) }
    }
    case 'set-hide':
      return { ...policy, hide: edit.names.map(checkText) }
    case 'add-tool':
      return addTool(
        policy,
        { name: checkText(edit.tool), rules: (edit.rules ?? []).map(buildRule) },
        edit.before,
      )
    case 'remove-tool':
      findTool(policy, edit.tool)
      return withTools(
        policy,
        [...policy.tools.values()].filter(({ name }) => name !== edit.tool),
      )
    case 'rename-tool':
      return renameTool(policy, edit.tool, checkText(edit.to))
    case 'add-rule': {
      const { rules } = findTool(policy, edit.tool)
      return insertRule(policy, edit.tool, buildRule(edit.content), edit.at ?? rules.length)
    }
    case 'remove-rule':
      findRule(policy, edit)
      return removeRule(policy, edit)
    case 'move-rule': {
      const moved = rehome(findRule(policy, edit), edit.tool, edit.toTool ?? edit.tool)
      const rest = removeRule(policy, edit)
      const target = findTool(rest, edit.toTool ?? edit.tool)
      return insertRule(rest, target.name, moved, edit.at ?? target.rules.length)
    }
    case 'duplicate-rule': {
      const target = findTool(policy, edit.toTool ?? edit.tool)
      const copy = rehome({ ...findRule(policy, edit), name: checkText(edit.as) }, edit.tool, target.name)
      const behind = target.name === edit.tool ? edit.rule + 1 : target.rules.length
      return insertRule(policy, target.name, copy, edit.at ?? behind)
    }
    default: {
      const rule = findRule(policy, edit)
      const changed = replaceRule(policy, edit, editRule(rule, edit, edit.tool))
      return edit.op === 'set-counter' ? followCounter(policy, changed, edit) : changed
    }
  }
}

function createPolicy(policy: Policy, description: string, fallback: string): Policy {
  if (policy.version !== '' || policy.tools.size > 0 || policy.hide.length > 0)
    throw new EditFailure('not-empty', 'The file holds a policy already. Edit that one.')
  return { version: '1', description: checkText(description), default: fallback, hide: [], tools: new Map() }
}

function addTool(policy: Policy, tool: ToolPolicy, before: string | undefined): Policy {
  if (policy.tools.has(tool.name))
    throw new EditFailure('exists', `${tool.name} is listed already. Add rules to it.`, ['tools', tool.name])
  const tools = [...policy.tools.values()]
  const at = before === undefined ? tools.length : tools.findIndex(({ name }) => name === before)
  if (at < 0) throw missingTool(before ?? '')
  return withTools(policy, tools.toSpliced(at, 0, tool))
}

function renameTool(policy: Policy, from: string, to: string): Policy {
  findTool(policy, from)
  if (from === to) return policy
  if (policy.tools.has(to))
    throw new EditFailure('exists', `${to} is listed already. Choose another name.`, ['tools', to])
  const counters = countersOf(policy, from)
  const follow = (path: string) =>
    counters.reduce((old, counter) => retarget(old, { tool: from, counter }, { tool: to, counter }), path)
  const tools = [...policy.tools.values()].map(({ name, rules }) => ({
    name: name === from ? to : name,
    rules: rules.map((rule) => mapPaths(rule, follow)),
  }))
  return withTools(policy, tools)
}

/** A rule's conditions on its own counter go with it to another tool. */
function rehome(rule: Rule, from: string, to: string): Rule {
  const counter = rule.state?.counter
  if (counter === undefined || from === to) return rule
  return mapPaths(rule, (path) => retarget(path, { tool: from, counter }, { tool: to, counter }))
}

/** Conditions follow a counter that has a new name, unless another rule still keeps the old one. */
function followCounter(before: Policy, after: Policy, { tool, rule }: RuleAddress): Policy {
  const from = before.tools.get(tool)?.rules[rule]?.state?.counter
  const to = after.tools.get(tool)?.rules[rule]?.state?.counter
  if (from === undefined || to === undefined || from === to) return after
  if (countersOf(after, tool).includes(from)) return after
  const follow = (path: string) => retarget(path, { tool, counter: from }, { tool, counter: to })
  const tools = [...after.tools.values()].map(({ name, rules }) => ({
    name,
    rules: rules.map((item) => mapPaths(item, follow)),
  }))
  return withTools(after, tools)
}

function withTools(policy: Policy, tools: readonly ToolPolicy[]): Policy {
  return { ...policy, tools: new Map(tools.map((tool) => [tool.name, tool])) }
}

function withRules(policy: Policy, name: string, rules: readonly Rule[]): Policy {
  return withTools(
    policy,
    [...policy.tools.values()].map((tool) => (tool.name === name ? { name, rules } : tool)),
  )
}

function insertRule(policy: Policy, tool: string, rule: Rule, at: number): Policy {
  const { rules } = findTool(policy, tool)
  if (at > rules.length) throw outOfRange('rule', at, rules.length)
  return withRules(policy, tool, rules.toSpliced(at, 0, rule))
}

function removeRule(policy: Policy, { tool, rule }: RuleAddress): Policy {
  return withRules(policy, tool, findTool(policy, tool).rules.toSpliced(rule, 1))
}

function replaceRule(policy: Policy, { tool, rule }: RuleAddress, changed: Rule): Policy {
  return withRules(policy, tool, findTool(policy, tool).rules.with(rule, changed))
}

function findTool(policy: Policy, name: string): ToolPolicy {
  const tool = policy.tools.get(name)
  if (tool === undefined) throw missingTool(name)
  return tool
}

function missingTool(name: string): EditFailure {
  return new EditFailure('not-found', `${name} is not listed in this policy. Add the tool first.`, ['tools'])
}

function findRule(policy: Policy, { tool, rule, named }: RuleAddress): Rule {
  const found = findTool(policy, tool).rules[rule]
  if (found !== undefined && (named === undefined || named === found.name)) return found
  const wanted = named === undefined ? '' : ` named ${named}`
  throw new EditFailure('not-found', `${tool} has no rule${wanted} at ${rule}. Reload the policy.`)
}

/** The place of a policy that an edit is about. */
export function placeOf(edit: Edit): PolicyPath {
  if ('condition' in edit) return ['tools', edit.tool, 'rules', edit.rule, 'conditions', edit.condition]
  if ('rule' in edit) return ['tools', edit.tool, 'rules', edit.rule]
  if ('tool' in edit) return ['tools', edit.tool]
  if (edit.op === 'add-hide' || edit.op === 'remove-hide' || edit.op === 'set-hide') return ['hide']
  if (edit.op === 'set-default' || edit.op === 'unset-default') return ['default']
  return edit.op === 'create-file' ? [] : ['description']
}
