import type { ReactNode } from 'react'
import { formatSpan } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { Panel } from '@/components/ui/panel'
import { Switch } from '@/components/ui/switch'
import type { DraftView } from '@/lib/changes/get-draft'
import { printable } from '@/lib/policy/describe/sentence'

/** The short way of a repository: who is asked, when the rest is due, and who can say yes per file. */
export type EmergencyWay = NonNullable<DraftView['emergency']>

interface EmergencyFieldsProps {
  /** Null when the repository names no reviewers of emergencies. */
  readonly way: EmergencyWay | null
  /** Null: the normal way. */
  readonly reason: string | null
  readonly onReason: (reason: string | null) => void
  /** Which proxies get it. */
  readonly children?: ReactNode
}

const HOUR_MS = 3_600_000

const ANSWERS: Record<
  EmergencyWay['paths'][number]['answer'],
  { readonly name: GlyphName; readonly label: string }
> = {
  suffices: { name: 'passed', label: 'one suffices' },
  more: { name: 'waiting', label: 'more than one' },
  drafter: { name: 'waiting', label: 'not its drafter' },
  'others-too': { name: 'waiting', label: 'others too' },
  'not-required': { name: 'none', label: 'asked, not required' },
  nobody: { name: 'none', label: 'nobody is asked' },
}

/** One switch for the short way, and what it asks and promises. It asks for nothing less than GitHub requires. */
export function EmergencyFields({ way, reason, onReason, children }: EmergencyFieldsProps) {
  if (way === null)
    return (
      <p className="s mid">
        No emergency reviewers are set up: <span className="mono">.lockstep.yaml</span> names none.
      </p>
    )
  const hours = Math.round(way.followUpMs / HOUR_MS)
  return (
    <div className="stack">
      <Switch
        label="This is an emergency"
        checked={reason !== null}
        onChange={(on) => onReason(on ? '' : null)}
      />
      {reason !== null && (
        <>
          <label className="fld">
            <span className="s">Why it cannot wait; goes into the pull request and the audit trail</span>
            <textarea
              className="in"
              rows={3}
              maxLength={2000}
              // Who comes to deny something now has nothing else to type.
              data-first={reason === '' || undefined}
              value={reason}
              onChange={({ target }) => onReason(target.value)}
            />
          </label>
          <p className="s mid">
            Asks {way.reviewers.join(' and ')} at once, for nothing less than GitHub requires. It may only
            tighten, or restore what stood before. A follow-up is due{' '}
            {hours < 1 ? 'within the hour' : `in ${hours} h`}.
          </p>
          <Panel title="Who can say yes">
            <ul className="rows ow" aria-label="Who can say yes">
              {way.paths.map(({ path, answer, says }) => (
                <li key={path}>
                  <Glyph {...ANSWERS[answer]} />
                  <div className="grow">
                    <b className="b mono">{path}</b>
                    <p className="s mid">{says}</p>
                  </div>
                </li>
              ))}
            </ul>
            {way.lastPush === true && (
              <p className="s dim foot2">
                The branch wants an approval of somebody else than who pushed last.
              </p>
            )}
          </Panel>
          {way.checks.length > 0 && (
            <Panel
              title="Checks GitHub requires"
              note={way.checks.length > 1 ? 'short ones first' : undefined}
            >
              <ul className="rows ow" aria-label="Checks GitHub requires">
                {way.checks.map(({ name, seconds }) => (
                  <li key={name}>
                    <Glyph name="waiting" label={null} />
                    <div className="grow">
                      <b className="b mono">{printable(name)}</b>
                      <p className="s mid">
                        {seconds === null
                          ? 'nobody saw yet how long it takes'
                          : `usually ${formatSpan(seconds * 1000)}`}
                      </p>
                    </div>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          {children}
        </>
      )}
    </div>
  )
}
