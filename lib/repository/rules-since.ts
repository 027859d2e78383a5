import type { ObjectStore } from '@/lib/git/object-store'
import type { Policy } from '@/lib/policy/policy'
import type { FileVersion } from './list-versions'
import { readPolicy } from './read-policy'

const MOST_VERSIONS = 40

/** A rule with a name, and the tool that it belongs to. */
export interface NamedRule {
  readonly scope: string
  readonly rule: string
}

/**
 * When each named rule of `policy` came into its file to stay, if that was after `since`; rules that were there before are left out. `versions`
 * are those of the file, newest first; a version that does not parse keeps every rule.
 */
export async function rulesSince(
  objects: ObjectStore,
  policy: Policy,
  versions: readonly FileVersion[],
  since: Date,
): Promise<(NamedRule & { readonly at: Date })[]> {
  const open = new Map(namesOf(policy).map((rule) => [`${rule.scope}\0${rule.rule}`, rule]))
  const found: (NamedRule & { readonly at: Date })[] = []
  let newer = versions[0]
  for (const version of versions.slice(1, MOST_VERSIONS)) {
    if (newer === undefined || newer.at <= since || open.size === 0) break
    const content = version.blob === null ? null : await readPolicy(objects, version.blob)
    const before = content !== null && 'loaded' in content ? content.loaded.policy : null
    const names = before === null && content !== null ? null : namesOf(before)
    const known = names === null ? null : new Set(names.map(({ scope, rule }) => `${scope}\0${rule}`))
    for (const [key, rule] of known === null ? [] : [...open]) {
      if (known?.has(key)) continue
      found.push({ ...rule, at: newer.at })
      open.delete(key)
    }
    // What a version that does not load brought, nobody can tell from it.
    if (known !== null) newer = version
  }
  // What the oldest version has came with it.
  const [oldest] = versions.slice(-1)
  if (versions.length <= MOST_VERSIONS && oldest !== undefined && oldest === newer && oldest.at > since)
    for (const rule of open.values()) found.push(Object.assign(rule, { at: oldest.at }))
  return found
}

function namesOf(policy: Policy | null): NamedRule[] {
  if (policy === null) return []
  return [...policy.tools.values()].flatMap(({ name: scope, rules }) =>
    rules.filter(({ name }) => name !== '').map(({ name: rule }) => ({ scope, rule })),
  )
}
