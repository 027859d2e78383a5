import { MeaningList } from '@/components/change/meaning-list'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'

interface EffectPanelProps {
  /** Null while one side is no valid policy; undefined while it is not computed yet. */
  readonly meaning: PolicyComparison | null | undefined
  readonly isNew: boolean
  readonly isDeleted: boolean
}

/** What the change of one file means, loosening first, each with a call that proves it. */
export function EffectPanel({ meaning, isNew, isDeleted }: EffectPanelProps) {
  return (
    <Panel title="What it means" note="each with a call that proves it">
      {isNew || isDeleted ? (
        <PanelEmpty title={isNew ? 'A new policy' : 'The policy goes away'}>
          What it decides depends on the proxies that {isNew ? 'get' : 'have'} this file.
        </PanelEmpty>
      ) : meaning === undefined ? (
        <p className="s mid pad">Comparing …</p>
      ) : meaning === null ? (
        <PanelEmpty title="Not known">Both sides must be valid to be compared.</PanelEmpty>
      ) : (
        <>
          <p className="row pad" style={{ gap: 12, paddingBottom: 0 }}>
            <span className="row" style={{ gap: 5 }}>
              <Glyph name="loosens" label={null} /> loosens {meaning.counts.loosens}
            </span>
            <span className="row" style={{ gap: 5 }}>
              <Glyph name="tightens" label={null} /> tightens {meaning.counts.tightens}
            </span>
          </p>
          <MeaningList comparison={meaning} />
        </>
      )}
    </Panel>
  )
}
