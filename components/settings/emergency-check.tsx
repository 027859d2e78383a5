import Link from 'next/link'
import type { ReactNode } from 'react'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { countOf } from '@/components/ui/format-number'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { Finding, PreparationCheck } from '@/lib/changes/emergency/check-preparation'
import { routes } from '@/lib/routes'

interface EmergencyCheckProps {
  /** Null when `.lockstep.yaml` names no reviewers. */
  readonly reviewers: readonly string[] | null
  /** "24 h": when the follow-up is due. */
  readonly followUp: string
  readonly check: PreparationCheck
  /** The way to a draft of `.lockstep.yaml`. */
  readonly draft: ReactNode
}

const MOST_SHOWN = 20

const GLYPHS: Record<Finding['state'], { readonly name: GlyphName; readonly label: string }> = {
  passed: { name: 'passed', label: 'short' },
  long: { name: 'waiting', label: 'takes longer' },
  note: { name: 'note', label: 'to bear in mind' },
  'not-known': { name: 'unverified', label: 'not known' },
}

/** Whether the repository is prepared for an emergency: who can say yes to which policy, and what the branch requires besides. */
export function EmergencyCheck({ reviewers, followUp, check, draft }: EmergencyCheckProps) {
  const how = <Link href={routes.docs('emergency')}>How to prepare</Link>
  if (reviewers === null)
    return (
      <Panel title="Emergencies" note="not set up" more={how}>
        <PanelEmpty title="No emergency reviewers" actions={draft}>
          Name them in <span className="mono">.lockstep.yaml</span>, in a change of its own: a setting in git
          is reviewed like a policy.
        </PanelEmpty>
      </Panel>
    )
  const { total, ready, unowned, notRequired, lacking, findings } = check
  return (
    <Panel title="Emergencies" note={`${reviewers.join(' or ')}, follow-up due in ${followUp}`} more={how}>
      <p className="says pad">
        <Glyph name={ready === total ? 'passed' : 'note'} label={null} />
        <span>
          {notRequired > 0
            ? `Owners of ${notRequired} of ${countOf(total, 'policy', 'policies')} are asked, and none of them has to agree.`
            : `For ${ready} of ${countOf(total, 'policy', 'policies')} an emergency reviewer is among the owners, of whom one has to agree.`}
          {unowned > 0 && ` ${unowned} ${unowned === 1 ? 'has' : 'have'} no owner: CODEOWNERS asks nobody.`}
        </span>
      </p>
      <ul className="rows" aria-label="What the branch requires">
        {findings.map(({ state, says }) => (
          <li key={says} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
            <Glyph {...GLYPHS[state]} />
            <span className="s">{says}</span>
          </li>
        ))}
      </ul>
      {lacking.length > 0 && (
        <ul className="rows" aria-label="Policies that need others too">
          {lacking.slice(0, MOST_SHOWN).map(({ path, says }) => (
            <li key={path} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
              <Glyph name="waiting" label="others too" />
              <div className="grow">
                <span className="mono">{path}</span>
                <div className="s mid">{says}</div>
              </div>
            </li>
          ))}
          {lacking.length > MOST_SHOWN && <li className="s mid">and {lacking.length - MOST_SHOWN} more</li>}
        </ul>
      )}
      <p className="s mid foot2">
        A prediction from CODEOWNERS, rulesets and branch protection, as they were last seen. GitHub decides.
      </p>
    </Panel>
  )
}
