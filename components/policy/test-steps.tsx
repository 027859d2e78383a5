import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { printable } from '@/lib/policy/describe/sentence'
import { sayInstant } from '@/lib/policy/test/describe-step'
import type { StepResult } from '@/lib/policy/test/test-report'
import { Outcomes } from './outcomes'

/** Steps beyond it are left to the command line: a table of test cases may have thousands of rows. */
const MOST_STEPS = 100

interface TestStepsProps {
  /** Of the case. */
  name: string
  steps: readonly StepResult[]
  /** The address of a line of the test file. */
  hrefOf: (line: number) => string
}

/** What a case does, call by call on the clock that it sets, and what each call was told. */
export function TestSteps({ name, steps, hrefOf }: TestStepsProps) {
  return (
    <ol className="tsteps" aria-label={`Calls of ${printable(name)}`}>
      {steps.slice(0, MOST_STEPS).map((step) => (
        <li key={step.start}>
          <Glyph name={step.passed ? 'passed' : 'failed'} size={12} />
          <span className="s mono dim">{sayInstant(step.at)}</span>
          <span className="s call">
            {step.times > 1 && <b className="b num">{formatCount(step.times)} × </b>}
            <a className="q mono" href={hrefOf(step.line)} aria-label={`Line ${step.line}`}>
              {printable(step.tool)} {printable(step.args)}
            </a>
          </span>
          <span className="row nw s">
            <span className="dim">expected</span> <Outcomes results={[step.expected.result]} />
          </span>
          <Got step={step} />
        </li>
      ))}
      {steps.length > MOST_STEPS && (
        <li className="s mid">The first {formatCount(MOST_STEPS)}; lockstep test shows all.</li>
      )}
    </ol>
  )
}

function Got({ step: { got } }: { step: StepResult }) {
  return (
    <span className="s">
      <span className="row nw">
        <span className="dim">got</span> <Outcomes results={[got?.result ?? 'not run']} />
      </span>
      {got?.result === 'denied' && (
        <span className="mid why">
          {printable(got.rule)}
          {got.message !== '' && `: “${printable(got.message)}”`}
        </span>
      )}
    </span>
  )
}
