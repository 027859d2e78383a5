import Link from 'next/link'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { EmergencyPath } from '@/lib/changes/emergency/judge-owners'
import { routes } from '@/lib/routes'

interface EmergencyCheckProps {
  /** Null when `.lockstep.yaml` names no reviewers. */
  readonly reviewers: readonly string[] | null
  /** "24 h": when the follow-up is due. */
  readonly followUp: string
  /** Every policy of the branch. */
  readonly paths: readonly EmergencyPath[]
}

const MOST_SHOWN = 20

/** Whether CODEOWNERS is prepared for an emergency: for which policies one emergency reviewer suffices, and for which not. */
export function EmergencyCheck({ reviewers, followUp, paths }: EmergencyCheckProps) {
  const how = <Link href={routes.docs('emergency')}>How to prepare</Link>
  if (reviewers === null)
    return (
      <Panel title="Emergencies" note="not set up" more={how}>
        <PanelEmpty title="No emergency reviewers">
          Name them in <span className="mono">.lockstep.yaml</span>, in a change of its own: a setting in git
          is reviewed like a policy.
        </PanelEmpty>
      </Panel>
    )
  const lacking = paths.filter(({ answer }) => answer.kind === 'others-too')
  const ready = paths.length - lacking.length
  return (
    <Panel title="Emergencies" note={`${reviewers.join(' or ')}, follow-up due in ${followUp}`} more={how}>
      <p className="row pad" style={{ gap: 6 }}>
        <Glyph name={lacking.length === 0 ? 'passed' : 'note'} label={null} />
        For {ready} of {paths.length} policies one approval of an emergency reviewer suffices.
      </p>
      {lacking.length > 0 && (
        <ul className="rows">
          {lacking.slice(0, MOST_SHOWN).map(({ path, owners, line, teams }) => (
            <li key={path} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
              <Glyph name="waiting" label="others too" />
              <div className="grow">
                <span className="mono">{path}</span>
                <div className="s mid">
                  {teams.length > 0
                    ? `${teams.join(' and ')} must approve too: a ruleset requires it`
                    : `one of ${owners.join(' or ')} must approve too: add ${reviewers[0]} to line ${line} of CODEOWNERS`}
                </div>
              </div>
            </li>
          ))}
          {lacking.length > MOST_SHOWN && <li className="s mid">and {lacking.length - MOST_SHOWN} more</li>}
        </ul>
      )}
      <p className="s mid foot2">
        A prediction from CODEOWNERS and rulesets. Branch protection can ask for more, and GitHub decides.
      </p>
    </Panel>
  )
}
