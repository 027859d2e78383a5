import { formatTime, formatRfc3339 } from './go/format-time'
import type { GoValue, Policy, Rule } from './policy'

/** Writes a policy as a JSON-like flow document, which go-yaml reads back as the same policy. For tests: it keeps no layout. */
export function writePolicy(policy: Policy): string {
  const tools = [...policy.tools.values()].map(
    (tool) => `${text(tool.name)}: {rules: [${tool.rules.map(writeRule).join(', ')}]}`,
  )
  return [
    `version: ${text(policy.version)}`,
    `description: ${text(policy.description)}`,
    `default: ${text(policy.default)}`,
    `hide: [${policy.hide.map(text).join(', ')}]`,
    `tools: {${tools.join(', ')}}\n`,
  ].join('\n')
}

function writeRule(rule: Rule): string {
  const head = `name: ${text(rule.name)}, action: ${text(rule.action)}, on_deny: ${text(rule.onDeny)}`
  if (rule.rateLimit !== '') return `{${head}, rate_limit: ${text(rule.rateLimit)}}`
  const conditions = rule.conditions.map(
    ({ path, op, value }) => `{path: ${text(path)}, op: ${text(op)}, value: ${writeValue(value)}}`,
  )
  const { state } = rule
  const counter =
    state === undefined
      ? ''
      : `, state: {counter: ${text(state.counter)}, window: ${text(state.window)}, increment: ${state.increment}, increment_from: ${text(state.incrementFrom)}}`
  return `{${head}, conditions: [${conditions.join(', ')}]${counter}}`
}

function writeValue(value: GoValue): string {
  switch (value.kind) {
    case 'null':
      return '~'
    case 'string':
      return value.bytes === undefined
        ? text(value.value)
        : `!!binary ${btoa(String.fromCharCode(...value.bytes))}`
    case 'float':
      return writeFloat(value.value)
    case 'time':
      return value.value.offsetSeconds === null && formatTime(value.value).includes('00:00:00 ')
        ? formatRfc3339(value.value).slice(0, 10)
        : formatRfc3339(value.value)
    case 'list':
      return `[${value.items.map(writeValue).join(', ')}]`
    case 'map':
      return `{${value.entries.map(([key, item]) => `? ${writeValue(key)} : ${writeValue(item)}`).join(', ')}}`
    default:
      return String(value.value)
  }
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  return `!!float ${Object.is(value, -0) ? '-0.0' : String(value)}`
}

/** JSON's string, with what go-yaml does not take raw as an escape. */
function text(value: string): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
