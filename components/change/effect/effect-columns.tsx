import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import type { Effect } from '@/lib/changes/sum-effect'

/** For rows of a table: loosens, tightens, and what is not decided, each in its own place, zeros in grey; or why there are none. */
export function EffectColumns({ effect }: { effect: Effect | null }) {
  if (effect === null) return <span className="dim">not known yet</span>
  const { verdict, loosens, tightens, undecided, uncompared } = effect
  if (verdict === 'none') return <span className="dim">no policy</span>
  if (verdict === 'same') return <span className="mid">same answers</span>
  const open = [
    ...(undecided > 0 ? [`${undecided} not decided`] : []),
    ...(uncompared > 0 ? [`${uncompared} not compared`] : []),
  ].join(', ')
  return (
    <span className="effc num" title={open === '' ? undefined : open}>
      <Count name="loosens" count={loosens} word="loosens" />
      <Count name="tightens" count={tightens} word="tightens" />
      {open !== '' && <Count name="unverified" count={undecided + uncompared} word={open} />}
    </span>
  )
}

function Count({ name, count, word }: { name: GlyphName; count: number; word: string }) {
  return (
    <span className={count === 0 ? 'row dim z' : 'row'}>
      <Glyph name={name} label={word} /> {count}
    </span>
  )
}
