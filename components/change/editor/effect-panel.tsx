import { MeaningList } from '@/components/change/meaning-list'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import { StaleNote } from './stale-note'

interface EffectPanelProps {
  /** Null while one side is no valid policy; undefined while it is not computed yet. */
  readonly meaning: PolicyComparison | null | undefined
  /** Of an older text than the one on screen, which is compared now. */
  readonly isStale: boolean
  /** What was counted last, while `meaning` waits for an error to be mended. */
  readonly last: PolicyComparison | null
  /** Errors of the file as it is now. */
  readonly errors: number
  readonly isNew: boolean
  readonly isDeleted: boolean
}

/** What the change of one file means, loosening first, each with a call that proves it. */
export function EffectPanel({ meaning, isStale, last, errors, isNew, isDeleted }: EffectPanelProps) {
  return (
    <Panel
      title="What it means"
      note={<StaleNote isStale={isStale} note="each with a call that proves it" doing="comparing again …" />}
      className={isStale ? 'stale' : ''}
    >
      {isNew || isDeleted ? (
        <PanelEmpty title={isNew ? 'A new policy' : 'The policy goes away'}>
          What it decides depends on the proxies that {isNew ? 'get' : 'have'} this file.
        </PanelEmpty>
      ) : meaning === undefined ? (
        <p className="s mid pad">Comparing …</p>
      ) : meaning === null ? (
        <div className="pad">
          <p className="row" style={{ gap: 7 }}>
            <Glyph name="unverified" label={null} />
            <b className="b mid">{errors > 0 ? `Waiting for ${countOf(errors, 'error')}` : 'Not known'}</b>
          </p>
          <p className="s dim">
            {errors === 0
              ? 'What git has is no valid policy, so there is nothing to compare with.'
              : last === null
                ? 'Compared when the policy is valid again.'
                : `Last counted, before that: loosens ${last.counts.loosens}, tightens ${last.counts.tightens}. Compared again when the policy is valid.`}
          </p>
        </div>
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
