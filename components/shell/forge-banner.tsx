import { HelpLink } from '@/components/ui/help-link'
import { formatAge, formatInstant } from '@/components/ui/format-time'
import { Note } from '@/components/ui/note'
import { RefreshButton } from '@/components/ui/refresh-button'
import type { ShellData } from './shell-data'

interface ForgeBannerProps extends Pick<ShellData, 'tip' | 'forge'> {
  readonly now: Date
}

/** Says on every page that GitHub does not answer, and what works all the same. */
export function ForgeBanner({ tip, forge: { lastContact }, now }: ForgeBannerProps) {
  return (
    <div className="fban">
      <Note
        glyph="did-not-reload"
        tone="drift"
        title={
          lastContact === null ? (
            'GitHub does not answer.'
          ) : (
            <span title={formatInstant(lastContact)}>
              GitHub last answered {formatAge(lastContact, now)} ago, and does not now.
            </span>
          )
        }
        action={<RefreshButton>Try now</RefreshButton>}
      >
        {tip !== null && (
          <>
            You are reading {tip.branch}@<span className="mono">{tip.sha.slice(0, 7)}</span> from our
            copy.{' '}
          </>
        )}
        Drafting works; submitting waits. Proxies keep reporting.{' '}
        <HelpLink topic="forge-away">What else waits</HelpLink>
      </Note>
    </div>
  )
}
