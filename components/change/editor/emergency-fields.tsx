import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { Switch } from '@/components/ui/switch'
import type { DraftView } from '@/lib/changes/get-draft'

/** The short way of a repository: who is asked, when the rest is due, and who can say yes per file. */
export type EmergencyWay = NonNullable<DraftView['emergency']>

interface EmergencyFieldsProps {
  /** Null when the repository names no reviewers of emergencies. */
  readonly way: EmergencyWay | null
  /** Null: the normal way. */
  readonly reason: string | null
  readonly onReason: (reason: string | null) => void
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
export function EmergencyFields({ way, reason, onReason }: EmergencyFieldsProps) {
  if (way === null)
    return (
      <p className="s mid">
        No emergency reviewers are set up: <span className="mono">.lockstep.yaml</span> names none.
      </p>
    )
  const hours = Math.round(way.followUpMs / HOUR_MS)
  return (
    <div className="stack" style={{ gap: 8 }}>
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
          <ul className="rows" aria-label="Who can say yes">
            {way.paths.map(({ path, answer, says }) => (
              <li key={path} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
                <Glyph {...ANSWERS[answer]} />
                <div className="grow">
                  <span className="mono">{path}</span>
                  <div className="s mid">{says}</div>
                </div>
              </li>
            ))}
          </ul>
          {way.lastPush === true && (
            <p className="s mid">The branch wants an approval of somebody else than who pushed last.</p>
          )}
        </>
      )}
    </div>
  )
}
