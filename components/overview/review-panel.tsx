import Link from 'next/link'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

interface OpenChange {
  readonly number: number
  readonly title: string
  readonly draftedBy: string
  readonly updatedAt: Date
  /** Logins and teams that GitHub asks for a review. */
  readonly asked: readonly string[]
  readonly checks: { readonly passed: number; readonly total: number; readonly failed: boolean }
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
            .map(({ number, title, draftedBy, updatedAt, asked, checks, isEmergency, ours }) => (
              <li key={number}>
                <Link className="q" href={routes.change(number)} prefetch={false}>
                  <Glyph name={isEmergency ? 'emergency' : 'open'} />
                  <span className="tx">
                    <span>
                      <b className="b">{title}</b> <span className="dim num">#{number}</span>
                    </span>
                    <span className="s mid">
                      {draftedBy}
                      {!ours && ' · opened on GitHub'}
                      {asked.length > 0 && ` · asked: ${asked.map((name) => `@${name}`).join(', ')}`}
                    </span>
                    {checks.total > 0 && (
                      <span className="s mid row" style={{ gap: 5 }}>
                        <Glyph
                          name={
                            checks.failed ? 'failed' : checks.passed === checks.total ? 'passed' : 'waiting'
                          }
                          size={12}
                          label={null}
                        />
                        Checks {checks.passed} of {checks.total}
                      </span>
                    )}
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
        <p className="s dim pad">{countOf(changes.length - SHOWN, 'more')} not shown.</p>
      )}
    </Panel>
  )
}
