import { SentenceText } from '@/components/policy/sentence-text'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import type { ComparedPlaces } from '@/lib/changes/compare-files'
import type { Sentence } from '@/lib/policy/describe/sentence'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import type { DifferenceLine } from '@/lib/policy/compare/locate-difference'

interface MeaningListProps {
  readonly comparison: PolicyComparison
  /** Where each line stands, and the address of a place; without them no line numbers are shown. */
  readonly places?: ComparedPlaces
  readonly hrefOf?: ((place: DifferenceLine) => string) | undefined
  readonly className?: string
}

/** What a file's change means: loosening first, each with the call that proves it. */
export function MeaningList({ comparison, places, hrefOf, className = 'rows' }: MeaningListProps) {
  const { differences, undecided, cosmetic, verdict } = comparison
  if (verdict === 'same' && cosmetic.length === 0)
    return <p className="s mid pad">Same answers: no call is decided differently.</p>
  return (
    <ul className={`mean ${className}`}>
      {differences.map(({ effect, sentence, witness, text }, index) => (
        <Row key={text} glyph={effect} place={places?.differences[index]} hrefOf={hrefOf} sentence={sentence}>
          <div className="s mid">
            <SentenceText sentence={witness.sentence} />
          </div>
        </Row>
      ))}
      {undecided.map(({ sentence, text }, index) => (
        <Row
          key={text}
          glyph="unverified"
          word="not decided"
          place={places?.undecided[index]}
          hrefOf={hrefOf}
          sentence={sentence}
        />
      ))}
      {cosmetic.map(({ sentence, text }) => (
        <Row key={text} glyph="note" word="same answer" sentence={sentence} isQuiet />
      ))}
    </ul>
  )
}

interface RowProps extends Pick<MeaningListProps, 'hrefOf'> {
  readonly glyph: GlyphName
  readonly word?: string
  readonly sentence: Sentence
  readonly place?: DifferenceLine | null | undefined
  readonly isQuiet?: boolean
  readonly children?: React.ReactNode
}

function Row({ glyph, word, sentence, place, hrefOf, isQuiet = false, children }: RowProps) {
  return (
    <li>
      <Glyph name={glyph} label={word} />
      <div className={isQuiet ? 'grow mid' : 'grow'}>
        <SentenceText sentence={sentence} />
        {children}
      </div>
      {place != null && <Place place={place} href={hrefOf?.(place)} />}
    </li>
  )
}

function Place({ place: { file, line }, href }: { place: DifferenceLine; href: string | undefined }) {
  const words = file === 'after' ? `line ${line}` : `was line ${line}`
  return (
    <span className="s dim num nw">
      {href === undefined ? (
        words
      ) : (
        <a className="q" href={href}>
          {words}
        </a>
      )}
    </span>
  )
}
