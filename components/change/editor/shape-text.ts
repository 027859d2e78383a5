import { headingAbove } from '@/components/policy/tool-groups'
import { describeRule } from '@/lib/policy/describe/describe-rule'
import { sameRule } from '@/lib/policy/edit/same-policy'
import { parsePolicy, type LoadedPolicy, type ParsedPolicy } from '@/lib/policy/parse-policy'
import type { Policy, Rule, ToolPolicy } from '@/lib/policy/policy'
import type { Range } from '@/lib/policy/yaml/node'
import type { FileShape, RuleView, ToolPlace } from './file-reading'
import { changeBetween } from './text-change'

/** A text with what it says; `parsed` is null for a file that is no policy. */
export interface ShapedText {
  readonly shape: FileShape
  readonly parsed: ParsedPolicy | null
}

/** What is known already: what another state of the file says, which gives its objects where nothing changed, and the text parsed. */
export interface KnownText {
  readonly before?: FileShape | undefined
  readonly parsed?: ParsedPolicy | undefined
}

/** Reads what a text says; what is wrong with it is another question, and takes longer. */
export function shapeText(text: string, isPolicy: boolean, known: KnownText = {}): ShapedText {
  const parsed = isPolicy ? (known.parsed ?? parsePolicy(text)) : null
  if (parsed === null || !parsed.ok) {
    const [rules, tools] = [new Map<string, RuleView[]>(), new Map<string, ToolPlace>()]
    return { shape: { text, policy: null, rules, tools, saysDefault: false, refusal: null }, parsed }
  }
  const before = known.before === undefined ? undefined : new ShapeBefore(known.before, text)
  const rules = viewRules(parsed, before)
  const shape = {
    text,
    policy: policyOf(parsed.policy, rules, known.before?.policy ?? null),
    rules,
    tools: placeTools(parsed, before),
    saysDefault: parsed.positions.locate(['default']).exact,
    refusal: null,
  }
  return { shape, parsed }
}

/** Another state of a file, beside its text of now: what stands in front of or behind all that differs is looked at once. */
class ShapeBefore {
  private readonly head: number
  private readonly tail: number
  /** By how many lines what is behind moved down. */
  private readonly moved: number

  constructor(
    readonly shape: FileShape,
    private readonly text: string,
  ) {
    const { head, tail } = changeBetween(shape.text, text)
    this.head = head
    this.tail = text.length - tail
    this.moved =
      breaksIn(text.slice(head, this.tail)) - breaksIn(shape.text.slice(head, shape.text.length - tail))
  }

  /** The views of the rules of a tool, when its text is as it was and says the same; undefined when they must be made anew. */
  viewsOf(tool: string, rules: readonly Rule[], { start, end }: Range): readonly RuleView[] | undefined {
    const old = this.shape.rules.get(tool)
    const isFront = end < this.head
    const isHere = old?.length === rules.length && (isFront || start > this.tail)
    if (!isHere || !rules.every((rule, index) => isView(old[index], rule))) return undefined
    if (isFront || this.moved === 0) return old
    return old.map(({ rule, reading, line, lastLine }): RuleView => ({
      rule,
      reading,
      line: line + this.moved,
      lastLine: lastLine + this.moved,
    }))
  }

  /** Where a tool stands, when that and the line above it are as they were. */
  placeOf(tool: string, { start, end }: Range): ToolPlace | undefined {
    const old = this.shape.tools.get(tool)
    if (old === undefined || end < this.head) return old
    const lineAbove = this.text.lastIndexOf('\n', this.text.lastIndexOf('\n', start) - 1)
    if (lineAbove <= this.tail) return undefined
    return this.moved === 0 ? old : { ...old, line: old.line + this.moved }
  }
}

function isView(view: RuleView | undefined, rule: Rule): boolean {
  return view !== undefined && sameRule(view.rule, rule)
}

function viewRules({ policy, positions, document }: LoadedPolicy, before?: ShapeBefore): FileShape['rules'] {
  const views = [...policy.tools].map(([tool, { rules }]) => {
    const known = before?.viewsOf(tool, rules, positions.rangeOf(['tools', tool]))
    if (known !== undefined) return [tool, known] as const
    const old = before?.shape.rules.get(tool)
    const of = rules.map((rule, index): RuleView => {
      const { line, start, end } = positions.locate(['tools', tool, 'rules', index])
      const lastLine = line + breaksIn(document.text.slice(start, end).trimEnd())
      const last = old?.[index]
      if (last === undefined || !sameRule(last.rule, rule))
        return { rule, reading: describeRule(rule, tool), line, lastLine }
      return last.line === line && last.lastLine === lastLine ? last : { ...last, line, lastLine }
    })
    return [tool, keepList(old, of)] as const
  })
  return new Map(views)
}

/** The policy with the rules that are shown: those that say the same are the same objects as before. */
function policyOf(policy: Policy, views: FileShape['rules'], before: Policy | null): Policy {
  const tools = [...views].map(([name, shown]): [string, ToolPolicy] => {
    const old = before?.tools.get(name)
    const rules = keepList(
      old?.rules,
      shown.map(({ rule }) => rule),
    )
    return [name, old !== undefined && old.rules === rules ? old : { name, rules }]
  })
  return { ...policy, hide: keepList(before?.hide, policy.hide), tools: new Map(tools) }
}

function placeTools({ policy, positions, document }: LoadedPolicy, before?: ShapeBefore): FileShape['tools'] {
  let source: readonly string[] | null = null
  const places = new Map<string, ToolPlace>()
  for (const name of policy.tools.keys()) {
    const known = before?.placeOf(name, positions.rangeOf(['tools', name]))
    if (known !== undefined) {
      places.set(name, known)
      continue
    }
    source ??= document.text.split(/\r?\n/)
    const { line } = positions.locate(['tools', name])
    places.set(name, { line, heading: headingAbove(source, line) })
  }
  policy.hide.forEach((name, index) => {
    if (!places.has(name)) places.set(name, { line: positions.locate(['hide', index]).line, heading: null })
  })
  const old = before?.shape.tools
  return isSamePlaces(old, places) ? old : places
}

function isSamePlaces(
  before: FileShape['tools'] | undefined,
  after: FileShape['tools'],
): before is FileShape['tools'] {
  if (before === undefined) return false
  const old = before.entries()
  for (const [name, { line, heading }] of after) {
    const [known, place] = old.next().value ?? []
    if (known !== name || place?.line !== line || place.heading !== heading) return false
  }
  return before.size === after.size
}

function keepList<Item>(before: readonly Item[] | undefined, after: readonly Item[]): readonly Item[] {
  const isSame = before?.length === after.length && after.every((item, place) => item === before[place])
  return isSame ? before : after
}

function breaksIn(text: string): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks += 1
  return breaks
}
