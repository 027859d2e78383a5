import { Glyph } from '@/components/ui/glyph'
import type { Effect } from '@/lib/changes/sum-effect'

/** Loosens and tightens with their counts, loosens first, zeros in grey; or why there are none. */
export function EffectCounts({ effect }: { effect: Effect | null }) {
  if (effect === null) return <span className="dim">not known yet</span>
  const { verdict, loosens, tightens, undecided, uncompared } = effect
  if (verdict === 'none') return <span className="dim">no policy</span>
  if (verdict === 'same') return <span className="mid">same answers</span>
  const rest = [
    ...(undecided > 0 ? [`${undecided} not decided`] : []),
    ...(uncompared > 0 ? [`${uncompared} not compared`] : []),
  ]
  const isCounted = loosens + tightens > 0 || undecided > 0
  return (
    <span className="row num wrap ec">
      {isCounted && (
        <>
          <Count name="loosens" count={loosens} />
          <Count name="tightens" count={tightens} />
        </>
      )}
      {rest.length > 0 && <span className="mid">{rest.join(', ')}</span>}
    </span>
  )
}

function Count({ name, count }: { name: 'loosens' | 'tightens'; count: number }) {
  return (
    <span className={count === 0 ? 'row dim z' : 'row'}>
      <Glyph name={name} label={name} /> {count}
    </span>
  )
}
