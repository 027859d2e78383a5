import Link from 'next/link'
import { EffectCounts } from '@/components/change/effect/effect-counts'
import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { Effect } from '@/lib/changes/sum-effect'
import { routes } from '@/lib/routes'

interface OpenChange {
  readonly number: number
  readonly title: string
  readonly draftedBy: string
  readonly updatedAt: Date
  /** Whom GitHub asks for a review, in words; '' for nobody. */
  readonly asked: string
  readonly checks: { readonly passed: number; readonly total: number; readonly failed: boolean }
  /** What it does to answers; null when that is not computed yet. */
  readonly effect: Effect | null
  readonly isEmergency: boolean
  /** Drafted here; otherwise it was opened on GitHub. */
  readonly ours: boolean
}

/** As many are shown. */
export const REVIEWS_SHOWN = 8

interface ReviewPanelProps {
  /** The latest first. */
  readonly changes: readonly OpenChange[]
  /** How many there are. */
  readonly total: number
  readonly now: Date
}

/** Open pull requests on policies. */
export function ReviewPanel({ changes, total, now }: ReviewPanelProps) {
  return (
    <Panel
      title="Waiting for review"
      note={`${formatCount(total)} open`}
      more={
        <Link href={routes.changes()} prefetch={false}>
          All changes
        </Link>
      }
    >
      {changes.length === 0 ? (
        <PanelEmpty title="Nothing waits">Open pull requests that touch policies appear here.</PanelEmpty>
      ) : (
        <ul className="rows wl">
          {changes.map(
            ({ number, title, draftedBy, updatedAt, asked, checks, effect, isEmergency, ours }) => (
              <li key={number}>
                <Link className="q" href={routes.change(number)} prefetch={false}>
                  <Glyph name={isEmergency ? 'emergency' : 'open'} />
                  <span className="tx">
                    <span>
                      <b className="b">{title}</b> <span className="dim num">#{number}</span>
                    </span>
                    <span className="s mid">
                      @{draftedBy}
                      {!ours && ' · opened on GitHub'}
                      {asked !== '' && ` · asked: ${asked}`}
                    </span>
                    <span className="s mid row wrap" style={{ gap: '0 14px' }}>
                      {checks.total > 0 && <Checks checks={checks} />}
                      {effect === null ? (
                        <span className="dim">effect not known yet</span>
                      ) : (
                        <EffectCounts effect={effect} />
                      )}
                    </span>
                  </span>
                  <span className="s dim num ag">
                    <Time at={updatedAt} now={now} show="age" />
                  </span>
                </Link>
              </li>
            ),
          )}
        </ul>
      )}
      {total > changes.length && (
        <p className="s dim pad">{formatCount(total - changes.length)} more not shown.</p>
      )}
    </Panel>
  )
}

function Checks({ checks: { failed, passed, total } }: Pick<OpenChange, 'checks'>) {
  return (
    <span className="row" style={{ gap: 5 }}>
      <Glyph name={failed ? 'failed' : passed === total ? 'passed' : 'waiting'} size={12} label={null} />
      Checks {passed} of {total}
    </span>
  )
}
