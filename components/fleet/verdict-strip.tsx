import Link from 'next/link'
import { HelpLink } from '@/components/ui/help-link'
import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Time } from '@/components/ui/time'
import { fleetState, type FleetStateId } from '@/lib/fleet/states'

interface VerdictStripProps {
  readonly state: FleetStateId
  readonly sentence: string
  readonly allowanceMinutes: number
  /** What was decided by something else since git wanted another content; null where that says nothing. */
  readonly exposure: {
    readonly since: Date
    readonly allowed: number
    readonly denied: number
    readonly isKnown: boolean
    /** These decisions in the log. */
    readonly href: string
  } | null
  readonly now: Date
}

/** Cause and cure of a verdict; what is in sync needs neither. */
export function VerdictStrip({ state, sentence, allowanceMinutes, exposure, now }: VerdictStripProps) {
  if (state === 'IN_SYNC') return null
  const { slug, kind } = fleetState(state)
  return (
    <div className={kind === 'drift' ? 'exp drift0' : 'exp'}>
      <Glyph name={slug} label={null} />
      <div>
        <p>
          <b className="b">{sentence}</b> {CAUSES[state]}
        </p>
        <p className="s mid">
          {state === 'ROLLING_OUT' ? `Drift after ${allowanceMinutes} min. ` : ''}
          {CURES[state]} <HelpLink topic={`state/${slug}`} />
        </p>
        {exposure !== null && (
          <p className="s mid">
            Since <Time at={exposure.since} now={now} show="clock" />, when git changed,{' '}
            {exposure.isKnown ? (
              <Link href={exposure.href} prefetch={false}>
                {formatCount(exposure.allowed)} allowed and {formatCount(exposure.denied)} denied
              </Link>
            ) : (
              'an unknown number of calls was decided (it sends no log)'
            )}{' '}
            by what it ran before.
          </p>
        )}
      </div>
    </div>
  )
}

type Unwell = Exclude<FleetStateId, 'IN_SYNC'>

const CAUSES: Readonly<Record<Unwell, string>> = {
  OFFLINE:
    'Its connector does not report, so nothing newer is known; the proxy may go on enforcing what it has.',
  NOT_RUNNING: 'The connector reports, and no process of the proxy lives.',
  UNVERIFIED: 'Only evidence from E3 up may be called running.',
  REJECTED: 'It goes on enforcing the policy before.',
  DID_NOT_RELOAD:
    'A process watches the file that it opened; one that was moved over it, or put behind a link, it does not see.',
  EDITED: 'What it runs, or what lies on its disk, is in no commit of the repository.',
  NOT_DELIVERED: 'The desired content has not reached the host within the time that its environment allows.',
  NOT_ON_MAIN: 'The content is known to the repository, but not to the branch that its environment follows.',
  ROLLING_OUT: 'That is younger than what its environment allows: no alarm.',
  PINNED: 'The pin stands in .lockstep.yaml and was reviewed like any change.',
}

const CURES: Readonly<Record<Unwell, string>> = {
  OFFLINE: 'Start lockstep connect on its host again.',
  NOT_RUNNING: 'The next start is checked.',
  UNVERIFIED: 'A restart, or delivery by the connector, gives the proof.',
  REJECTED: 'Mend the file in a draft: the policy tests and the lint find such errors before the merge.',
  DID_NOT_RELOAD: 'Restart the process. For good, let the connector write the live path: mode relay or pull.',
  EDITED: 'Bring the edit into a draft, or let the file be delivered from git again.',
  NOT_DELIVERED: 'Look at the tool that delivers, on this host.',
  NOT_ON_MAIN:
    'Deliver the branch that the environment follows, or change the environment in .lockstep.yaml.',
  ROLLING_OUT: '',
  PINNED: 'It ends by itself, or with the line.',
}
