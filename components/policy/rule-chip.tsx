import { plainText } from '@/lib/policy/describe/sentence'
import type { ToolRule } from '@/lib/policy/describe/describe-tool'
import { lineHash, lineWords, type PolicyLines } from './policy-lines'

const TONE = { condition: 'rc cond', limit: 'rc lim' } as const

interface RuleChipsProps {
  rules: readonly ToolRule[]
  kind: 'condition' | 'limit'
  lines: PolicyLines
}

/** The conditions or the limits of rules, each a link to its lines. */
export function RuleChips({ rules, kind, lines }: RuleChipsProps) {
  return rules.flatMap((rule) => {
    const range = lines.rule(rule)
    return rule.reading.chips
      .filter((chip) => chip.kind === kind)
      .map((chip) => {
        const text = plainText(chip.text)
        return (
          <a
            key={`${rule.scope}:${rule.index}:${text}`}
            className={TONE[kind]}
            href={lineHash(range)}
            title={`${rule.reading.name || 'unnamed rule'}, ${lineWords(range)}`}
          >
            {text}
          </a>
        )
      })
  })
}
