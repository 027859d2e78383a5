import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { KnownTool } from '@/lib/fleet/tools/known-tools'
import { toolSuggestions } from '../tool-suggestions'
import { placeAt, type YamlPlace } from './yaml-place'

/** What completion knows besides the schema; asked for at every use, so that it is never old. */
export interface CompletionFacts {
  readonly tools: readonly string[]
  readonly seen: readonly SeenTool[]
  /** What the servers of the policy's proxies offer. */
  readonly offered: readonly KnownTool[]
}

const FILE_KEYS = [
  ['version', 'always "1"'],
  ['description', 'what the policy is for'],
  ['default', 'what unlisted tools get'],
  ['hide', 'tools that agents do not see'],
  ['tools', 'rules per tool'],
] as const
const RULE_KEYS = [
  ['name', 'stands in the decision log'],
  ['action', 'evaluate or deny'],
  ['rate_limit', 'calls per window: 20/hour'],
  ['conditions', 'all must hold'],
  ['state', 'a counter'],
  ['on_deny', 'message to the agent'],
] as const
const CONDITION_KEYS = [
  ['path', 'args.… or state.<tool>.<counter>'],
  ['op', 'how it is compared'],
  ['value', 'with what'],
] as const
const STATE_KEYS = [
  ['counter', 'its name'],
  ['window', 'minute, hour or day'],
  ['increment', 'what a call adds'],
  ['increment_from', 'an argument whose value is added'],
] as const
const OPERATORS = [
  ['eq', 'is'],
  ['neq', 'is given and is not'],
  ['in', 'is one of a list'],
  ['not_in', 'is given and is none of a list'],
  ['lt', 'below'],
  ['lte', 'at most'],
  ['gt', 'above'],
  ['gte', 'at least'],
  ['regex', 'matches, RE2'],
  ['contains', 'contains'],
  ['exists', 'is given'],
] as const
const WINDOWS = [['minute'], ['hour'], ['day']] as const

type Word = readonly [string] | readonly [string, string]

/** Behind what begins a comment. */
const COMMENT = /(?:^|\s)#[^"']*$/

/** Offers what may stand at the cursor: fields of the schema, words, tools and arguments that proxies saw. */
export function completePolicy(context: CompletionContext, facts: CompletionFacts): CompletionResult | null {
  const { doc } = context.state
  const line = doc.lineAt(context.pos)
  if (COMMENT.test(line.text.slice(0, context.pos - line.from))) return null
  const lines = doc.sliceString(0, context.pos).split('\n')
  const place = placeAt(lines)
  if (place.word === '' && !context.explicit) return null
  const options = place.key === null ? keysAt(place, facts) : valuesAt(place, place.key, facts)
  return options.length === 0 ? null : { from: line.from + place.from, options, validFor: /^[\w.*/-]*$/ }
}

function keysAt({ parents }: YamlPlace, facts: CompletionFacts): Completion[] {
  const [section, tool, field, part] = parents
  if (section === undefined) return keys(FILE_KEYS)
  if (section === 'hide' && tool === undefined) return toolNames(facts)
  if (section !== 'tools') return []
  if (tool === undefined) return toolNames(facts, (name) => `${quoted(name)}:`)
  if (field === undefined) return keys([['rules', 'in the order in which they run']])
  if (part === undefined) return keys(RULE_KEYS)
  if (part === 'conditions') return keys(CONDITION_KEYS)
  return part === 'state' ? keys(STATE_KEYS) : []
}

function valuesAt({ parents }: YamlPlace, key: string, facts: CompletionFacts): Completion[] {
  const tool = parents[1]
  switch (key) {
    case 'version':
      return words([['"1"']])
    case 'default':
      return words([['allow'], ['deny']])
    case 'action':
      return words([['deny'], ['evaluate']])
    case 'rate_limit':
      return words([['10/minute'], ['20/hour'], ['100/day']])
    case 'op':
      return words(OPERATORS)
    case 'window':
      return words(WINDOWS)
    case 'path':
    case 'increment_from':
      return argumentsOf(tool, facts)
    case 'value':
      return words([['true'], ['false']])
    default:
      return []
  }
}

function keys(list: readonly Word[]): Completion[] {
  return list.map(([label, detail = '']) => ({ label, detail, type: 'property', apply: `${label}: ` }))
}

function words(list: readonly Word[]): Completion[] {
  return list.map(([label, detail = '']) => ({ label, detail, type: 'keyword' }))
}

function toolNames({ tools, seen, offered }: CompletionFacts, apply = quoted): Completion[] {
  const known = new Set([...seen.map(({ tool }) => tool), ...offered.map(({ name }) => name)])
  return toolSuggestions({ seen, offered }, [...tools, '*']).map(({ value: label, note: detail }) => ({
    label,
    apply: apply(label),
    type: 'function',
    detail,
    boost: known.has(label) ? 1 : 0,
  }))
}

function argumentsOf(tool: string | undefined, { seen }: CompletionFacts): Completion[] {
  const known = seen.find((one) => one.tool === tool)
  return (known?.keys ?? []).map(({ key, calls }) => ({
    label: `args.${key}`,
    type: 'variable',
    detail: `in ${calls} of ${known?.sampled ?? 0} calls`,
  }))
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name)
}
