import { countOf } from '@/components/ui/format-number'
import type { UnreadLines } from '@/lib/repository/unread-lines'

/** What GitHub does not read of the owners file, so that the prediction leaves it out too. */
export function sayUnread({ isTooLarge, count, lines }: UnreadLines): string {
  if (isTooLarge) return 'CODEOWNERS is 3 MB or larger: GitHub ignores it, so nobody is asked by it.'
  const named = `${lines.join(', ')}${count > lines.length ? ' …' : ''}`
  return `CODEOWNERS has ${countOf(count, 'invalid line')} (${named}): GitHub skips ${count === 1 ? 'it' : 'them'}, and so does this prediction.`
}
