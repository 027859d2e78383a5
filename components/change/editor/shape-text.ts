import { headingAbove } from '@/components/policy/tool-groups'
import { describeRule } from '@/lib/policy/describe/describe-rule'
import { parsePolicy, type LoadedPolicy, type ParsedPolicy } from '@/lib/policy/parse-policy'
import type { FileShape, RuleView, ToolPlace } from './file-reading'

/** A text with what it says; `parsed` is null for a file that is no policy. */
export interface ShapedText {
  readonly shape: FileShape
  readonly parsed: ParsedPolicy | null
}

/** Reads what a text says; what is wrong with it is another question, and takes longer. */
export function shapeText(text: string, isPolicy: boolean): ShapedText {
  const parsed = isPolicy ? parsePolicy(text) : null
  if (parsed === null || !parsed.ok) {
    const [rules, tools] = [new Map<string, RuleView[]>(), new Map<string, ToolPlace>()]
    return { shape: { text, policy: null, rules, tools, saysDefault: false, refusal: null }, parsed }
  }
  const shape = {
    text,
    policy: parsed.policy,
    rules: viewRules(parsed),
    tools: placeTools(parsed),
    saysDefault: parsed.positions.locate(['default']).exact,
    refusal: null,
  }
  return { shape, parsed }
}

function viewRules({ policy, positions, document }: LoadedPolicy): FileShape['rules'] {
  const views = [...policy.tools].map(([tool, { rules }]) => {
    const of = rules.map((rule, index): RuleView => {
      const { line, start, end } = positions.locate(['tools', tool, 'rules', index])
      const lastLine = line + document.text.slice(start, end).trimEnd().split('\n').length - 1
      return { rule, reading: describeRule(rule, tool), line, lastLine }
    })
    return [tool, of] as const
  })
  return new Map(views)
}

function placeTools({ policy, positions, document }: LoadedPolicy): FileShape['tools'] {
  const source = document.text.split(/\r?\n/)
  const places = new Map<string, ToolPlace>()
  for (const name of policy.tools.keys()) {
    const { line } = positions.locate(['tools', name])
    places.set(name, { line, heading: headingAbove(source, line) })
  }
  policy.hide.forEach((name, index) => {
    if (!places.has(name)) places.set(name, { line: positions.locate(['hide', index]).line, heading: null })
  })
  return places
}
