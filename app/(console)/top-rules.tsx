import { TopRulesPanel } from '@/components/overview/top-rules-panel'
import type { Context } from '@/lib/context'
import { topRules } from '@/lib/decisions/top-rules'
import { relativeToRoot } from '@/lib/repository/policy-path'

interface TopRulesProps {
  readonly ctx: Context
  /** Folder of the policies. */
  readonly root: string
  readonly hours: 24 | 168
}

/** The rules that deny most. The slowest of the overview's questions: it is answered while the rest is drawn. */
export async function TopRules({ ctx, root, hours }: TopRulesProps) {
  const rules = await topRules({ ctx, input: { limit: 5, hours } })
  return (
    <TopRulesPanel
      rules={rules.map((rule) =>
        Object.assign(rule, { policy: relativeToRoot(rule.policy, root) ?? rule.policy }),
      )}
      hours={hours}
    />
  )
}
