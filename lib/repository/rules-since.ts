import type { ObjectStore } from '@/lib/git/object-store'
import { sameRule } from '@/lib/policy/edit/same-policy'
import type { Policy, Rule } from '@/lib/policy/policy'
import type { FileVersion } from './list-versions'
import { readPolicy } from './read-policy'

const MOST_VERSIONS = 40

/** A rule with a name, and the tool that it belongs to. */
interface NamedRule {
  readonly scope: string
  readonly rule: string
}

/** Since when a rule is what it is. */
export interface LandedRule extends NamedRule {
  readonly at: Date
  /** Git blobs of versions in which the rule of its name was another, or none. */
  readonly others: ReadonlySet<string>
}

/**
 * When each named rule of `policy` came into its file to stay as it is, if that was after `since`; rules that were there before are left out.
 * What a rule tells the agent does not make it another one. `versions` are those of the file, newest first; a version that does not parse
 * keeps every rule.
 */
export async function rulesSince(
  objects: ObjectStore,
  policy: Policy,
  versions: readonly FileVersion[],
  since: Date,
): Promise<LandedRule[]> {
  const rules = [...rulesOf(policy)].map(([key, { scope, rule, same }]) => {
    return { key, scope, rule, same, at: null as Date | null, others: new Set<string>() }
  })
  let newer = versions[0]
  for (const version of versions.slice(1, MOST_VERSIONS)) {
    if (newer === undefined || newer.at <= since) break
    const content = version.blob === null ? null : await readPolicy(objects, version.blob)
    const before = content !== null && 'loaded' in content ? content.loaded.policy : null
    // What a version that does not load brought, nobody can tell from it.
    if (before === null && content !== null) continue
    const known = before === null ? null : rulesOf(before)
    for (const rule of rules) {
      const other = known?.get(rule.key)
      if (other !== undefined && sameRules(other.same, rule.same)) continue
      rule.at ??= newer.at
      if (version.blob !== null) rule.others.add(version.blob)
    }
    newer = version
  }
  // What the oldest version has came with it.
  const [oldest] = versions.slice(-1)
  if (versions.length <= MOST_VERSIONS && oldest !== undefined && oldest === newer && oldest.at > since)
    for (const rule of rules) rule.at ??= oldest.at
  return rules.flatMap(({ scope, rule, at, others }) => (at === null ? [] : [{ scope, rule, at, others }]))
}

/** Rules by tool and name; `same`: those of one name, which a log cannot tell apart. */
function rulesOf(policy: Policy): Map<string, NamedRule & { readonly same: Rule[] }> {
  const named = new Map<string, NamedRule & { readonly same: Rule[] }>()
  for (const { name: scope, rules } of policy.tools.values())
    for (const rule of rules) {
      if (rule.name === '') continue
      const key = `${scope}\0${rule.name}`
      const known = named.get(key)
      if (known === undefined) named.set(key, { scope, rule: rule.name, same: [rule] })
      else known.same.push(rule)
    }
  return named
}

function sameRules(a: readonly Rule[], b: readonly Rule[]): boolean {
  return (
    a.length === b.length &&
    a.every((rule, index) => {
      const other = b[index]
      return other !== undefined && sameRule({ ...rule, onDeny: '' }, { ...other, onDeny: '' })
    })
  )
}
