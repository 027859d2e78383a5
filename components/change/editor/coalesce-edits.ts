import type { Edit } from '@/lib/policy/edit/edits'

/** Edits that set one field to a value: of two in a row only the last counts. */
const SETS: ReadonlySet<Edit['op']> = new Set([
  'set-default',
  'set-description',
  'rename-rule',
  'set-message',
  'set-rate-limit',
  'set-counter',
  'set-condition-path',
  'set-condition-op',
  'set-condition-value',
])

/** The one edit that does what two in a row do; null when both are needed. Typing a word stays one edit and one step of undo. */
function joinEdits(first: Edit, second: Edit): Edit | null {
  if (first.op !== second.op || !SETS.has(second.op)) return null
  if (!('rule' in first) || !('rule' in second)) return 'tool' in first || 'tool' in second ? null : second
  const sameRule = first.tool === second.tool && first.rule === second.rule
  const sameCondition =
    'condition' in first && 'condition' in second ? first.condition === second.condition : true
  if (!sameRule || !sameCondition) return null
  const { named: _named, ...rest } = second
  const named = first.named === undefined ? {} : { named: first.named }
  if (first.op === 'set-counter' && second.op === 'set-counter')
    return { ...second, ...named, value: { ...first.value, ...second.value } }
  return { ...rest, ...named }
}

/** Edits with further ones that belong together; `joins` when they go on from the last. */
export function addEdits(
  made: readonly Edit[],
  more: readonly Edit[],
): { readonly edits: Edit[]; readonly joins: boolean } {
  const [only] = more
  const last = made.at(-1)
  const joined = more.length === 1 && only !== undefined && last !== undefined ? joinEdits(last, only) : null
  return joined === null
    ? { edits: made.concat(more), joins: false }
    : { edits: made.slice(0, -1).concat(joined), joins: true }
}
