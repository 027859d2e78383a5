import { HelpLink } from '@/components/ui/help-link'
import { formatClock } from '@/components/ui/format-time'
import { Note } from '@/components/ui/note'

/** Says that what is shown may be older than what is, since the page hears of nothing; null while it does. */
export function BehindNote({ since }: { readonly since: Date | null }) {
  return (
    <div role="status">
      {since !== null && (
        <div className="floating-note">
          <Note
            glyph="did-not-reload"
            tone="drift"
            title={`This page is not live since ${formatClock(since, since)} UTC.`}
          >
            Lockstep does not answer it. What is shown may be older; the page goes on by itself.{' '}
            <HelpLink topic="lockstep-silent" inNewTab />
          </Note>
        </div>
      )}
    </div>
  )
}
