import { parsePolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import type { Engine } from '@/lib/wire/terms'
import { sha256Of } from './digest'

const MOST_JUDGED = 64
const judged = new Map<string, string | null>()

/**
 * Why a proxy of this engine would refuse these bytes: its own first words, with the line. Null when it would load them. It is worked out
 * once: proxies of a host share policies, and each looks at its own many times.
 */
export function refusalOf(bytes: Uint8Array, engine: Engine, sha256 = sha256Of(bytes)): string | null {
  const key = `${engine} ${sha256}`
  const known = judged.get(key)
  if (known !== undefined) return known
  const refusal = judge(bytes, engine)
  if (judged.size >= MOST_JUDGED) judged.clear()
  judged.set(key, refusal)
  return refusal
}

function judge(bytes: Uint8Array, engine: Engine): string | null {
  const parsed = parsePolicy(bytes)
  if (!parsed.ok) return `line ${parsed.position.line}: ${parsed.loadError}`
  const errors = validatePolicy(parsed)
  // 1.4 added this action; what else it added, the earlier program ignores.
  const counted =
    engine === 'intercept-1.4'
      ? errors.filter(({ message }) => !message.includes('"require_approval"'))
      : errors
  const first = counted[0]
  return first === undefined ? null : `line ${first.line}: ${first.message}`
}
