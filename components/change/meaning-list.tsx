import { SentenceText } from '@/components/policy/sentence-text'
import { Glyph } from '@/components/ui/glyph'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'

/** What a file's change means: loosening first, each with the call that proves it. */
export function MeaningList({ comparison }: { comparison: PolicyComparison }) {
  const { differences, undecided, cosmetic, verdict } = comparison
  if (verdict === 'same' && cosmetic.length === 0)
    return <p className="s mid pad">Same answers: no call is decided differently.</p>
  return (
    <ul className="rows">
      {differences.map(({ effect, sentence, witness, text }) => (
        <li key={text} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
          <Glyph name={effect} />
          <div className="grow">
            <SentenceText sentence={sentence} />
            <div className="s mid">
              <SentenceText sentence={witness.sentence} />
            </div>
          </div>
        </li>
      ))}
      {undecided.map(({ sentence, text }) => (
        <li key={text} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
          <Glyph name="unverified" label="not decided" />
          <div className="grow">
            <SentenceText sentence={sentence} />
          </div>
        </li>
      ))}
      {cosmetic.map(({ sentence, text }) => (
        <li key={text} className="row" style={{ gap: 10, alignItems: 'flex-start' }}>
          <Glyph name="note" label="same answer" />
          <div className="grow mid">
            <SentenceText sentence={sentence} />
          </div>
        </li>
      ))}
    </ul>
  )
}
