import { countOf } from '@/components/ui/format-number'
import { printable } from '@/lib/policy/describe/sentence'
import type { UnreadLines } from '@/lib/repository/unread-lines'

const MOST_NAMES = 3

/** What GitHub does not read of the owners file, and whom it does not know in it, so that the prediction is read with it. */
export function sayUnread({ isTooLarge, count, lines, unknown }: UnreadLines): string {
  if (isTooLarge) return 'CODEOWNERS is 3 MB or larger: GitHub ignores it, so nobody is asked by it.'
  const named = `${lines.join(', ')}${count > lines.length ? ' …' : ''}`
  const skipped = `CODEOWNERS has ${countOf(count, 'invalid line')} (${named}): GitHub skips ${count === 1 ? 'it' : 'them'}, and so does this prediction.`
  return [...(count > 0 ? [skipped] : []), ...(unknown.length > 0 ? [sayUnknown(unknown)] : [])].join(' ')
}

function sayUnknown(unknown: readonly string[]): string {
  const rest = unknown.length - MOST_NAMES
  const names = [...unknown.slice(0, MOST_NAMES).map(printable), ...(rest > 0 ? [`${rest} more`] : [])]
  const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return `GitHub does not know ${list} of CODEOWNERS as ${unknown.length === 1 ? 'an owner' : 'owners'} with the right to write: nobody is asked by that name, and no approval counts for it.`
}
