import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Policy, Rule } from '@/lib/policy/policy'
import { storableText } from './storable'

/** The rule behind a denial that names none, or null when the policy has none or several that could have said this. */
export type Attribute = (tool: string, message: string) => string | null

const INTERNAL_ERROR = 'Internal policy error'

/**
 * Intercept writes no rule when a counter refuses, only the rule's text; so the rule is found by (tool, message) in the policy that was
 * running. Rules of the tool and of `*` take part. A text that two differently named rules share is attributed to neither.
 */
export function attributionOf(policy: Policy): Attribute {
  const byTool = new Map<string, Map<string, string | null>>()
  const everywhere = policy.tools.get('*')?.rules ?? []
  for (const [tool, { rules }] of policy.tools) {
    byTool.set(tool, messagesOf(tool === '*' ? rules : [...rules, ...everywhere]))
  }
  const wildcard = byTool.get('*')
  return (tool, message) => (byTool.get(tool) ?? wildcard)?.get(message) ?? null
}

/** The same from a file's bytes; a file that cannot be loaded never ran, so it attributes nothing. */
export function attributionOfFile(bytes: Uint8Array): Attribute {
  const parsed = parsePolicy(bytes)
  return parsed.ok ? attributionOf(parsed.policy) : () => null
}

function messagesOf(rules: readonly Rule[]): Map<string, string | null> {
  const messages = new Map<string, string | null>()
  const add = (message: string, rule: string) => {
    const text = storableText(message)
    const other = messages.get(text)
    messages.set(text, other === undefined || other === rule ? rule : null)
  }
  for (const rule of rules) {
    if (rule.state === undefined || rule.action === 'deny') continue
    add(rule.onDeny || `Rate limit exceeded for ${rule.name}`, rule.name)
    if (rule.state.incrementFrom !== '') add(INTERNAL_ERROR, rule.name)
  }
  return messages
}
