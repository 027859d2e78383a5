import { RowLink } from '@/components/ui/row-link'
import type { ToolRule } from '@/lib/policy/describe/describe-tool'
import { sayDenials, type PolicyTraffic } from './traffic'

interface RuleDenialsProps {
  rule: ToolRule
  /** Null where nobody counts: in the past, or without a proxy. */
  traffic: PolicyTraffic | null
  /** These denials in the log. */
  href: string
}

/** What a rule denied in 24 h, after what else its line says. Limits are told apart by their message: no proxy logs the name of one. */
export function RuleDenials({ rule, traffic, href }: RuleDenialsProps) {
  const count = traffic?.rule(rule) ?? null
  if (count === null) return null
  if (count.denied === 0) return ` · ${sayDenials(count)}`
  return (
    <>
      {' · '}
      <RowLink href={href}>{sayDenials(count)}</RowLink>
      {rule.reading.kind === 'limit' && ', found by message'}
    </>
  )
}
