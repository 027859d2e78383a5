import { printable } from '@/lib/policy/describe/sentence'
import type { OwnerMove } from './owner-moves'

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

/** What becomes of the owners of a move: who `must` agree or `had-to`, who is only `asked`, and of a push, whom nobody asked. */
export type Asking = 'must' | 'had-to' | 'asked' | 'push'

/** How a pull request asks: `notRequired` says what holds where owners are asked and none of them has to agree, null where they must. */
export function askingOf(state: 'open' | 'closed' | 'merged', notRequired: string | null): Asking {
  if (state !== 'open') return 'had-to'
  return notRequired === null ? 'must' : 'asked'
}

/** Who must agree to a move because it changes owners. Nobody is asked for a place that nobody owns. Plain text. */
export function sayOwnerMove(
  { what, tools, rules, from, to, shared }: OwnerMove,
  asking: Asking = 'must',
): string {
  const moves = what === 'rules' && tools.length + rules.length > 1 ? 'move' : 'moves'
  if (from.owners.length === 0)
    return `${moves} to ${ownedBy(to.owners)}: nobody owns the old place, ${sayOnly('new', asking)}`
  if (to.owners.length === 0)
    return `${moves} away from ${ownedBy(from.owners)}: nobody owns the new place, ${sayOnly('old', asking)}, and to what comes later nobody`
  const isPair = from.owners.length === 1 && to.owners.length === 1
  const may = shared.length === 0 || asking === 'push' ? '' : `; ${shared.join(' or ')} may agree to both`
  return `${moves} from ${ownedBy(from.owners)} to ${ownedBy(to.owners)}: ${sayBoth(isPair, asking)}${may}`
}

function sayOnly(side: 'old' | 'new', asking: Asking): string {
  if (asking === 'push') return 'and a push asks nobody'
  const agree = { must: 'must agree', 'had-to': 'had to agree', asked: 'are asked' }[asking]
  return `so only the ${side} owners ${agree}`
}

function sayBoth(isPair: boolean, asking: Asking): string {
  if (asking === 'push') return 'a push asks none of them'
  const agree = { must: 'must agree', 'had-to': 'had to agree', asked: isPair ? 'are asked' : 'is asked' }[
    asking
  ]
  return `${isPair ? 'both' : 'one of each'} ${agree}`
}

/** "@a’s", "what @a or @b own", of many the first. Owners of one place are alternatives. */
function ownedBy(owners: readonly string[]): string {
  if (owners.length === 1) return `${owners[0]}’s`
  const rest = owners.length - MOST_NAMES
  const shown = rest > 1 ? [...owners.slice(0, MOST_NAMES), `${rest} more`] : owners
  return `what ${shown.join(' or ')} own`
}
