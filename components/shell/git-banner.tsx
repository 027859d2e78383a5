import Link from 'next/link'
import { formatAge, formatInstant } from '@/components/ui/format-time'
import { Note } from '@/components/ui/note'
import { RefreshButton } from '@/components/ui/refresh-button'
import { routes } from '@/lib/routes'
import type { ShellData } from './shell-data'

interface GitBannerProps extends Pick<ShellData, 'tip'> {
  readonly trouble: { readonly branch: string; readonly since: Date; readonly reason: string } | null
  readonly now: Date
}

/** Says on every page that a branch cannot be read: what is shown of git, and what proxies should run, may be old. */
export function GitBanner({ tip, trouble, now }: GitBannerProps) {
  if (trouble === null) return null
  const { branch, since, reason } = trouble
  return (
    <div className="fban">
      <Note
        glyph="did-not-reload"
        tone="drift"
        title={
          <span title={formatInstant(since)}>
            {branch} could not be read for {formatAge(since, now)}.
          </span>
        }
        action={<RefreshButton>Try now</RefreshButton>}
      >
        {reason}{' '}
        {tip !== null && (
          <>
            {tip.branch}@<span className="mono">{tip.sha.slice(0, 7)}</span> is the newest commit here: what
            was merged since is not known, and no proxy gets it in mode pull.{' '}
          </>
        )}
        <Link href={`${routes.docs('troubleshooting')}#a-branch-cannot-be-read`} prefetch={false}>
          What to do
        </Link>
      </Note>
    </div>
  )
}
