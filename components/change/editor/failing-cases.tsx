import { useState } from 'react'
import { fetchedLater } from '@/components/ui/fetched-later'
import { printable } from '@/lib/policy/describe/sentence'
import { sayOutcome } from '@/lib/policy/test/say-outcome'
import type { CaseResult, PolicyTestReport } from '@/lib/policy/test/test-report'
import type { TestedTexts } from './tested-texts'

// Fetched when a case fails: it brings the editor of tests with it.
const AdoptAnswers = fetchedLater(
  'The way to change what tests expect',
  async () => (await import('./adopt-answers')).AdoptAnswers,
)

export interface FailingCasesProps {
  readonly report: PolicyTestReport
  /** What was run. */
  readonly texts: TestedTexts
  /** Shows the file of the tests in the draft, at a line. */
  readonly onShow: (line: number) => void
  /** Puts other tests into the draft. */
  readonly onTests: (text: string) => void
}

const MOST_SHOWN = 8

/** Each case that fails with what it expects and got, and the way to expect that. */
export function FailingCases({ report: { cases, failed }, texts, onShow, onTests }: FailingCasesProps) {
  const [isWhole, setWhole] = useState(false)
  const failing = cases.filter(({ passed }) => !passed)
  const more = failing.length - MOST_SHOWN
  return (
    <>
      <ul className="rows" aria-label="Cases that fail">
        {failing.slice(0, isWhole ? undefined : MOST_SHOWN).map((one) => (
          <Failing key={one.line} one={one} onShow={onShow} />
        ))}
        {more > 0 && (
          <li>
            <button type="button" className="lk s" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
              {isWhole ? `Show the first ${MOST_SHOWN}` : `Show ${more} more that fail`}
            </button>
          </li>
        )}
      </ul>
      <AdoptAnswers texts={texts} failed={failed} onTests={onTests} />
    </>
  )
}

function Failing({ one, onShow }: { one: CaseResult; onShow: FailingCasesProps['onShow'] }) {
  const step = one.steps.find(({ passed }) => !passed)
  return (
    <li>
      <button type="button" className="lk s" onClick={() => onShow(step?.line ?? one.line)}>
        {printable(one.name)}
      </button>
      {step !== undefined && (
        <div className="s mid">
          expected {sayOutcome(step.expected)}, got {step.got === null ? 'nothing' : sayOutcome(step.got)}
        </div>
      )}
    </li>
  )
}
