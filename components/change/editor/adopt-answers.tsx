import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { adoptAnswers } from '@/lib/policy/edit/adopt-answers'
import type { TestedTexts } from './tested-texts'

interface AdoptAnswersProps {
  readonly texts: TestedTexts
  /** How many cases fail. */
  readonly failed: number
  /** Puts these tests into the draft. */
  readonly onTests: (text: string) => void
}

const MOST_MS = 1000

/** Lets the cases that fail expect what the draft answers: a change of the tests, reviewed like any other. */
export function AdoptAnswers({ texts: { policy, tests }, failed, onTests }: AdoptAnswersProps) {
  const [left, setLeft] = useState(0)
  const adopt = () => {
    const until = performance.now() + MOST_MS
    const found =
      tests === null ? null : adoptAnswers(policy, tests, { outOfTime: () => performance.now() > until })
    setLeft(found?.left ?? failed)
    if (found !== null && found.adopted.length > 0) onTests(found.text)
  }
  const isStuck = left > 0 && left === failed
  return (
    <div className="pad">
      {!isStuck && (
        <Button size="small" onClick={adopt}>
          {failed === 1 ? 'Expect the new answer' : `Expect the new answers in ${failed} cases`}
        </Button>
      )}
      <p className="s mid" role="status" style={{ margin: '6px 0 0' }}>
        {isStuck
          ? `${countOf(left, 'case')} cannot be changed for you. Open the tests and change ${left === 1 ? 'it' : 'them'} there.`
          : 'Changes the tests in this draft. Their owners see what each expected before.'}
      </p>
    </div>
  )
}
