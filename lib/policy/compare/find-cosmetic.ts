import { code, plainText, printable, say, tool as toolPart, type Sentence } from '../describe/sentence'
import type { Policy, Rule } from '../policy'
import type { ToolComparison } from './compare-tool'
import type { CosmeticChange } from './comparison'
import { groupBy } from './group-by'
import { behaviour } from './tool-rules'

/**
 * Rules that decide as before under another name or text, and tools that stay denied but are now hidden, or no longer. What is so of several
 * rules in the same words is said once.
 */
export function findCosmetic(
  before: Policy,
  after: Policy,
  compared: readonly ToolComparison[],
): CosmeticChange[] {
  const tools = [...new Set([...before.tools.keys(), ...after.tools.keys()])]
  const texts = tools.flatMap((tool) => {
    const pairs = pairRules(before.tools.get(tool)?.rules ?? [], after.tools.get(tool)?.rules ?? [])
    return pairs.flatMap(([was, is]) => compareTexts(tool, was, is))
  })
  const all = [...texts, ...compared.flatMap(compareVisibility)]
  return [...new Map(all.map((one) => [one.text, one])).values()]
}

/** Rules that decide alike, paired in order. */
function pairRules(before: readonly Rule[], after: readonly Rule[]): [Rule, Rule][] {
  const left = groupBy(after.toReversed(), behaviour)
  return before.flatMap((rule): [Rule, Rule][] => {
    const match = left.get(behaviour(rule))?.pop()
    return match === undefined ? [] : [[rule, match]]
  })
}

function compareTexts(tool: string, was: Rule, is: Rule): CosmeticChange[] {
  const changes: CosmeticChange[] = []
  const owner = tool === '*' ? say`every tool` : say`${toolPart(tool)}`
  if (was.name !== is.name) {
    const names = say`rule ${code(printable(was.name))} is now called ${code(printable(is.name))}`
    changes.push(change('name', tool, say`${owner}: ${names}`))
  }
  if (was.onDeny !== is.onDeny) {
    changes.push(
      change(
        'message',
        tool,
        say`${owner}: the message of ${code(printable(is.name))} is now ${message(is)}`,
      ),
    )
  }
  return changes
}

function message({ onDeny }: Rule): Sentence {
  return onDeny === '' ? say`the standard one` : say`“${printable(onDeny)}”`
}

function compareVisibility({ tool, before, after }: ToolComparison): CosmeticChange[] {
  if (before.kind === 'open' || after.kind === 'open') return []
  const [was, is] = [before.cause === 'hidden', after.cause === 'hidden']
  if (was === is) return []
  const words = is
    ? say`stays denied and is now hidden from agents`
    : say`stays denied and is no longer hidden from agents`
  const subject = tool === '*' ? say`any other tool` : say`${toolPart(tool)}`
  return [change('hidden', tool, say`${subject} ${words}`)]
}

function change(kind: CosmeticChange['kind'], tool: string, sentence: Sentence): CosmeticChange {
  return { kind, tool, sentence, text: plainText(sentence) }
}
