import type { OwnerMove } from '@/lib/changes/owner-moves'
import { printable } from '@/lib/policy/describe/sentence'

const MOST_NAMES = 4

/** "Rule cap" or "Tools a, b and 3 more": what of a policy moves. Plain text. */
export function sayMoved({ what, tools, rules }: Pick<OwnerMove, 'what' | 'tools' | 'rules'>): string {
  if (what === 'file') return 'The file'
  const parts = [named('tool', tools), named('rule', rules)].filter((part) => part !== '')
  const words = parts.join(' and ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function named(kind: string, names: readonly string[]): string {
  if (names.length === 0) return ''
  const shown = names.slice(0, MOST_NAMES).map(sayName).join(', ')
  const rest = names.length - MOST_NAMES
  return `${kind}${names.length === 1 ? '' : 's'} ${shown}${rest > 0 ? ` and ${rest} more` : ''}`
}

function sayName(name: string): string {
  return name === '*' ? '* (every tool)' : printable(name)
}

/**
 * Who must agree to a move because it changes owners, or, when it is `isOver`, had to; who is asked where nobody has to (`isRequired`
 * false). Nobody is asked for a place that nobody owns.
 */
export function sayOwnerMove(
  { what, tools, rules, from, to, shared }: OwnerMove,
  { isOver = false, isRequired = true }: { readonly isOver?: boolean; readonly isRequired?: boolean } = {},
): string {
  const moves = what === 'rules' && tools.length + rules.length > 1 ? 'move' : 'moves'
  const agree = (one: 'are' | 'is') => (isRequired ? `${isOver ? 'had to' : 'must'} agree` : `${one} asked`)
  if (from.owners.length === 0)
    return `${moves} to ${ownedBy(to.owners)}: nobody owns the old place, so only the new owners ${agree('are')}`
  if (to.owners.length === 0)
    return `${moves} away from ${ownedBy(from.owners)}: nobody owns the new place, so only the old owners ${agree('are')}, and to what comes later nobody`
  const isPair = from.owners.length === 1 && to.owners.length === 1
  const both = isPair ? `both ${agree('are')}` : `one of each ${agree('is')}`
  const may = shared.length === 0 ? '' : `; ${shared.join(' or ')} may agree to both`
  return `${moves} from ${ownedBy(from.owners)} to ${ownedBy(to.owners)}: ${both}${may}`
}

/** "@a’s", "what @a or @b own". Owners of one place are alternatives. */
function ownedBy(owners: readonly string[]): string {
  return owners.length === 1 ? `${owners[0]}’s` : `what ${owners.join(' or ')} own`
}
