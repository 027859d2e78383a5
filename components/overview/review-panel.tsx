import Link from 'next/link'
import { EffectCounts } from '@/components/change/effect/effect-counts'
import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { FEW_NAMES, listNames } from '@/components/ui/list-names'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { Effect } from '@/lib/changes/sum-effect'
import { routes } from '@/lib/routes'

interface OpenChange {
  readonly number: number
  readonly title: string
  readonly draftedBy: string
  readonly updatedAt: Date
  /** Logins and teams that GitHub asks for a review. */
  readonly asked: readonly string[]
  readonly checks: { readonly passed: number; readonly total: number; readonly failed: boolean }
  /** What it does to answers; null when that is not computed yet. */
  readonly effect: Effect | null
  readonly isEmergency: boolean
  /** Drafted here; otherwise it was opened on GitHub. */
  readonly ours: boolean
}

const SHOWN = 8

/** Open pull requests on policies, the latest first. */
export function ReviewPanel({ changes, now }: { changes: readonly OpenChange[]; now: Date }) {
  return (
    <Panel
      title="Waiting for review"
      note={`${changes.length} open`}
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
          {changes
            .slice(0, SHOWN)
            .map(({ number, title, draftedBy, updatedAt, asked, checks, effect, isEmergency, ours }) => (
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
                      {asked.length > 0 &&
                        ` · asked: ${listNames(
                          asked.map((name) => `@${name}`),
                          'and',
                          FEW_NAMES,
                        )}`}
                    </span>
                    <span className="s mid row wrap" style={{ gap: '0 14px' }}>
                      {checks.total > 0 && <Checks checks={checks} />}
                      <EffectCounts effect={effect} />
                    </span>
                  </span>
                  <span className="s dim num ag">
                    <Time at={updatedAt} now={now} show="age" />
                  </span>
                </Link>
              </li>
            ))}
        </ul>
      )}
      {changes.length > SHOWN && (
        <p className="s dim pad">{formatCount(changes.length - SHOWN)} more not shown.</p>
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
