import { HelpLink } from '@/components/ui/help-link'
import { formatAge, formatInstant } from '@/components/ui/format-time'
import { Note } from '@/components/ui/note'
import { RefreshButton } from '@/components/ui/refresh-button'
import type { MirrorTrouble } from '@/lib/repository/mirror-trouble'
import type { ShellData } from './shell-data'

interface GitBannerProps extends Pick<ShellData, 'tip'> {
  readonly trouble: MirrorTrouble | null
  readonly now: Date
}

/** Says on every page that a branch cannot be read, or is gone: what is shown of git, and what proxies should run, may be old. */
export function GitBanner({ tip, trouble, now }: GitBannerProps) {
  if (trouble === null) return null
  const { branch, since } = trouble
  const age = formatAge(since, now)
  const isGone = trouble.kind === 'gone'
  return (
    <div className="fban">
      <Note
        glyph="did-not-reload"
        tone="drift"
        title={
          <span title={formatInstant(since)}>
            {isGone
              ? `${branch} is gone from GitHub, for ${age}.`
              : `${branch} could not be read for ${age}.`}
          </span>
        }
        action={<RefreshButton>Try now</RefreshButton>}
      >
        {isGone ? <WhatIsGone tip={tip} /> : <WhatIsOld tip={tip} reason={trouble.reason} />}{' '}
        <HelpLink topic={isGone ? 'branch-gone' : 'branch-unread'} />
      </Note>
    </div>
  )
}

function WhatIsOld({ tip, reason }: Pick<ShellData, 'tip'> & { readonly reason: string }) {
  return (
    <>
      {reason}
      {tip !== null && (
        <>
          {' '}
          <Commit tip={tip} /> is the newest commit here: what was merged since is not known, and no proxy
          gets it in mode pull.
        </>
      )}
    </>
  )
}

function WhatIsGone({ tip }: Pick<ShellData, 'tip'>) {
  return (
    <>
      It was renamed or removed.{' '}
      {tip !== null && (
        <>
          You are reading <Commit tip={tip} />, where it was seen last.{' '}
        </>
      )}
      Drafts are kept; submitting waits until it is back, or GitHub has another default branch. Proxies keep
      what they have.
    </>
  )
}

function Commit({ tip }: { readonly tip: NonNullable<ShellData['tip']> }) {
  return (
    <>
      {tip.branch}@<span className="mono">{tip.sha.slice(0, 7)}</span>
    </>
  )
}
