import { Glyph } from '@/components/ui/glyph'
import type { Effect } from '@/lib/changes/sum-effect'

interface EffectCountsProps {
  readonly effect: Effect | null
  /** With the words beside the glyphs, where there is room. */
  readonly isWorded?: boolean
}

/** Loosens and tightens with their counts, loosens first, zeros in grey; or why there are none. */
export function EffectCounts({ effect, isWorded = false }: EffectCountsProps) {
  if (effect === null) return <span className="dim">not known yet</span>
  const { verdict, loosens, tightens, undecided, uncompared } = effect
  if (verdict === 'none') return <span className="dim">no policy changes</span>
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
          <Count name="loosens" count={loosens} isWorded={isWorded} />
          <Count name="tightens" count={tightens} isWorded={isWorded} />
        </>
      )}
      {rest.length > 0 && <span className="mid">{rest.join(', ')}</span>}
    </span>
  )
}

interface CountProps {
  name: 'loosens' | 'tightens'
  count: number
  isWorded: boolean
}

function Count({ name, count, isWorded }: CountProps) {
  return (
    <span className={count === 0 ? 'row dim z' : 'row'}>
      <Glyph name={name} size={isWorded ? 12 : 14} label={isWorded ? null : name} />{' '}
      {isWorded ? `${name} ${count}` : count}
    </span>
  )
}
