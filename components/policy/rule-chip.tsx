import { formatCount } from '@/components/ui/format-number'
import { plainText } from '@/lib/policy/describe/sentence'
import type { ToolRule } from '@/lib/policy/describe/describe-tool'
import { lineHash, lineWords, type PolicyLines } from './policy-lines'
import { sayDenials, type PolicyTraffic } from './traffic'

const TONE = { condition: 'rc cond', limit: 'rc lim' } as const

interface RuleChipsProps {
  rules: readonly ToolRule[]
  kind: 'condition' | 'limit'
  lines: PolicyLines
  /** Null where nobody counts: in the past, or without a proxy. */
  traffic: PolicyTraffic | null
}

/** The conditions or the limits of rules, each a link to its lines; the last chip of a rule carries what the rule denied in 24 h. */
export function RuleChips({ rules, kind, lines, traffic }: RuleChipsProps) {
  return rules.flatMap((rule) => {
    const range = lines.rule(rule)
    const counts = traffic?.rule(rule) ?? null
    const last = rule.reading.chips.at(-1)
    return rule.reading.chips
      .filter((chip) => chip.kind === kind)
      .map((chip) => {
        const text = plainText(chip.text)
        const shown = chip === last ? counts : null
        return (
          <a
            key={`${rule.scope}:${rule.index}:${text}`}
            className={TONE[kind]}
            href={lineHash(range)}
            title={`${rule.reading.name || 'unnamed rule'}, ${lineWords(range)}${shown === null ? '' : `: ${sayDenials(shown)}`}`}
          >
            {kind === 'limit' ? heldTogether(text) : text}
            {shown !== null && (
              <span className={shown.denied + shown.wouldDeny === 0 ? 'num zero' : 'num'}>
                <span aria-hidden="true">
                  {formatCount(shown.denied)}
                  {shown.wouldDeny > 0 && <span className="drift"> +{formatCount(shown.wouldDeny)}</span>}
                </span>
                <span className="sr">{sayDenials(shown)}</span>
              </span>
            )}
          </a>
        )
      })
  })
}

/** "sum 600 / hour": what is summed may stand on a line of its own, the amount and its window never part. */
function heldTogether(limit: string): string {
  return limit.replace(/(?<!\S)\S+ \/ \S+$/, (amount) => amount.replaceAll(' ', '\u00a0'))
}
