import type { ReactNode } from 'react'
import { HelpLink } from '@/components/ui/help-link'
import { formatSpan } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { Panel } from '@/components/ui/panel'
import { Switch } from '@/components/ui/switch'
import { TextField } from './field'
import type { DraftView } from '@/lib/changes/get-draft'
import { printable } from '@/lib/policy/describe/sentence'

/** The short way of a repository: who is asked, when the rest is due, and who can say yes per file. */
export type EmergencyWay = NonNullable<DraftView['emergency']>

export interface EmergencyFieldsProps {
  /** Null when the repository names no reviewers of emergencies. */
  readonly way: EmergencyWay | null
  /** What is wrong in `.lockstep.yaml`; null when it can be read. */
  readonly fault: string | null
  /** Null: the normal way. */
  readonly reason: string | null
  readonly onReason: (reason: string | null) => void
  /** What the rule that denies tells agents; null where the draft adds none. */
  readonly told: { readonly value: string; readonly onChange: (value: string) => void } | null
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

/** "Asks @a and @b at once." Nobody is asked to review their own. */
function sayAsked({ reviewers, asked }: EmergencyWay): string {
  if (asked.length === 0)
    return `You are the only emergency reviewer (${reviewers.join(', ')}), and GitHub lets nobody approve their own: nobody is asked at once.`
  const own =
    asked.length < reviewers.length ? ' You are one of the emergency reviewers and cannot approve it.' : ''
  return `Asks ${asked.join(' and ')} at once.${own}`
}

function sayTime(check: string, seconds: number | null): string {
  if (seconds !== null) return `usually ${formatSpan(seconds * 1000)}`
  return check === 'lockstep/policy'
    ? 'set by Lockstep, emergencies first'
    : 'nobody saw yet how long it takes'
}

/** One switch for the short way, and what it asks and promises. It asks for nothing less than GitHub requires. */
export function EmergencyFields({ way, fault, reason, told, onReason, children }: EmergencyFieldsProps) {
  if (way === null)
    return (
      <p className="s mid">
        No emergency reviewers are set up: <span className="mono">.lockstep.yaml</span>{' '}
        {fault === null ? 'names none.' : `of the branch has a fault. ${printable(fault)}`}{' '}
        <HelpLink topic={fault === null ? 'emergency-preparing' : 'settings'} inNewTab />
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
          {told !== null && (
            <div className="fld">
              <TextField
                label="Agents are told"
                placeholder="empty: what the proxy says by itself"
                value={told.value}
                onChange={told.onChange}
              />
            </div>
          )}
          <p className="s mid">
            {sayAsked(way)} Nothing less is asked than GitHub requires. It may only tighten, or restore what
            stood before. A follow-up is due {hours < 1 ? 'within the hour' : `in ${hours} h`}.
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
                      <p className="s mid">{sayTime(name, seconds)}</p>
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
