'use client'

import type { ComponentProps } from 'react'
import { formatInstant } from '@/components/ui/format-time'
import { Icon } from '@/components/ui/icon'
import { readInstant } from '@/lib/repository/read-instant'

interface MomentButtonProps extends ComponentProps<'button'> {
  readonly tip: { readonly branch: string; readonly sha: string }
  /** The instant or commit of the page, as its address says it; null for now. */
  readonly at: string | null
}

/** The branch with its commit, or in slate the moment of a page of the past. */
export function MomentButton({ tip, at, ...rest }: MomentButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={at === null ? 'ctx' : 'ctx past'}
      title="Choose a commit or an instant"
    >
      {at === null ? (
        <>
          <b>{tip.branch}</b>
          <span className="sha">{tip.sha.slice(0, 7)}</span>
        </>
      ) : (
        <Moment at={at} />
      )}
      <Icon name="down" className="dim" />
    </button>
  )
}

function Moment({ at }: { at: string }) {
  const instant = readInstant(at)
  if (instant === null) return <span className="sha">{at.slice(0, isSha(at) ? 7 : 12)}</span>
  return <b className="nw">{formatInstant(instant)}</b>
}

/** Also the first digits of one. */
function isSha(text: string): boolean {
  return /^[0-9a-f]{7,40}$/.test(text)
}
