'use client'

import Link from 'next/link'
import { Button, LinkButton } from '@/components/ui/button'
import { formatInstant } from '@/components/ui/format-time'
import { MomentField } from '@/components/ui/moment-field'
import { PanelLoading } from '@/components/ui/panel'
import { LivePopover } from '@/components/ui/live-popover'
import type { MomentChoice } from '@/lib/repository/moment-choice'
import { MomentButton } from './moment-button'

interface MomentPickerProps {
  readonly tip: { readonly branch: string; readonly sha: string }
  /** The instant or commit of the page, as its address says it; null for now. */
  readonly at: string | null
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  /** The newest commits of the branch; undefined while they are asked for. */
  readonly commits: readonly MomentChoice[] | 'no answer' | undefined
  /** The same page at another moment; null for now. */
  readonly hrefAt: (at: string | null) => string
  readonly onLook: (at: string) => void
}

/** The branch with its commit, or in slate the moment of a page of the past; opens what chooses another one. */
export function MomentPicker({ tip, at, open, onOpenChange, commits, hrefAt, onLook }: MomentPickerProps) {
  return (
    <LivePopover
      title="Look at another moment"
      open={open}
      onOpenChange={onOpenChange}
      trigger={<MomentButton tip={tip} at={at} />}
    >
      <form
        className="row momf"
        onSubmit={(event) => {
          event.preventDefault()
          const chosen = new FormData(event.currentTarget).get('at')
          if (typeof chosen === 'string') onLook(chosen)
        }}
      >
        <MomentField key={at} value={at ?? ''} />
        <Button type="submit">Look</Button>
        {at !== null && (
          <LinkButton href={hrefAt(null)} onClick={() => onOpenChange(false)}>
            Back to now
          </LinkButton>
        )}
      </form>
      <h3 className="momh">Newest commits of {tip.branch}</h3>
      {commits === undefined && <PanelLoading rows={3} />}
      {commits === 'no answer' && <p className="s mid">They cannot be read now; the field above works.</p>}
      {typeof commits === 'object' && (
        <ul className="moms">
          {commits.map(({ commit, subject, landedAt }) => (
            <li key={commit}>
              <Link
                href={hrefAt(commit)}
                prefetch={false}
                aria-current={at !== null && commit.startsWith(at.toLowerCase()) ? 'true' : undefined}
                onClick={() => onOpenChange(false)}
              >
                <span className="sha">{commit.slice(0, 7)}</span>
                <span className="trunc">{subject}</span>
                {landedAt !== null && (
                  <span className="s dim num nw">{formatInstant(new Date(landedAt))}</span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <p className="s dim">A time is when {tip.branch} was first seen there; older commits have none.</p>
    </LivePopover>
  )
}
