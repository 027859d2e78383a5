import Link from 'next/link'
import { Glyph } from '@/components/ui/glyph'
import { routes } from '@/lib/routes'
import type { UnreadLines } from '@/lib/repository/unread-lines'
import { sayUnread } from './say-unread'

/** Why the prediction can be other than who wrote the owners file meant: GitHub does not read all of it. */
export function UnreadLinesNote({ unread }: { readonly unread: UnreadLines }) {
  return (
    <p className="s drift foot2 row unread">
      <Glyph name="note" size={12} label={null} />
      <span>
        {sayUnread(unread)}{' '}
        <Link href={routes.policies()} prefetch={false}>
          {unread.isTooLarge ? 'Policies and their owners' : 'What is wrong'}
        </Link>
      </span>
    </p>
  )
}
