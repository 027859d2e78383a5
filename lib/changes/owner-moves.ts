import type { MovedRule } from '@/lib/policy/compare/moved-rules'
import { ownersOf, type Codeowners } from '@/lib/repository/codeowners'

/** A place in the repository with who owns it. */
export interface OwnedPlace {
  readonly path: string
  /** Alternatives; empty when nobody owns it, on purpose or because no line matches. */
  readonly owners: readonly string[]
}

/** Something that a change takes from the owners of one place and gives to those of another. */
export interface OwnerMove {
  /** The whole file, or parts of a policy. */
  readonly what: 'file' | 'rules'
  readonly from: OwnedPlace
  readonly to: OwnedPlace
  /** Whole tools and single rules that moved; both empty when the file did. */
  readonly tools: readonly string[]
  readonly rules: readonly string[]
  /** Owners of both places, who may agree to both. */
  readonly shared: readonly string[]
}

export interface FileMove {
  readonly from: string
  readonly to: string
}

/**
 * The moves of a change that cross owners. A line of other owners is enough, whatever they have in common: each place is asked by itself.
 * Without an owners file nobody owns anything, so that nothing crosses.
 */
export function findOwnerMoves(
  codeowners: Codeowners | null,
  files: readonly FileMove[],
  rules: readonly MovedRule[],
): OwnerMove[] {
  if (codeowners === null) return []
  const parts = new Map<string, MovedRule[]>()
  for (const rule of rules) {
    const key = JSON.stringify([rule.from, rule.to])
    parts.set(key, [...(parts.get(key) ?? []), rule])
  }
  const crossing = (what: OwnerMove['what'], moved: FileMove, inside: readonly MovedRule[]): OwnerMove[] => {
    const [from, to] = [placeAt(codeowners, moved.from), placeAt(codeowners, moved.to)]
    const shared = from.owners.filter((owner) => has(to.owners, owner))
    if (shared.length === from.owners.length && to.owners.every((owner) => has(from.owners, owner))) return []
    const tools = inside.flatMap(({ tool, rule }) => (rule === null ? [tool] : []))
    return [{ what, from, to, tools, rules: inside.flatMap(({ rule }) => rule ?? []), shared }]
  }
  return [
    ...files.flatMap((moved) => crossing('file', moved, [])),
    ...[...parts.values()].flatMap((inside) =>
      inside[0] === undefined ? [] : crossing('rules', inside[0], inside),
    ),
  ]
}

function placeAt(codeowners: Codeowners, path: string): OwnedPlace {
  return { path, owners: ownersOf(codeowners, path)?.owners ?? [] }
}

/** Names are compared without case, as GitHub does. */
function has(owners: readonly string[], wanted: string): boolean {
  return owners.some((owner) => owner.toLowerCase() === wanted.toLowerCase())
}
