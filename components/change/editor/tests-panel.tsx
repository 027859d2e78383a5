import { Button } from '@/components/ui/button'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { sayOutcome } from '@/lib/policy/test/say-outcome'
import type { CaseResult, PolicyTestOutcome } from '@/lib/policy/test/test-report'
import { StaleNote } from './stale-note'

interface TestsPanelProps {
  /** Null without tests; undefined while they run. */
  readonly outcome: PolicyTestOutcome | null | undefined
  /** Of older texts than those on screen, with which they run now. */
  readonly isStale: boolean
  /** Shows the file of the tests in the draft, at a line when one is named. */
  readonly onTests: (line: number | null) => void
}

const MOST_SHOWN = 8

/** What the policy's tests say about the draft as it is typed: how many pass, and each that fails with what it expects and got. */
export function TestsPanel({ outcome, isStale, onTests }: TestsPanelProps) {
  return (
    <Panel
      title="Policy tests"
      note={<StaleNote isStale={isStale} doing="running again …" />}
      className={isStale ? 'stale' : ''}
      more={
        outcome === null ? undefined : (
          <Button variant="ghost" size="small" onClick={() => onTests(null)}>
            Open the tests
          </Button>
        )
      }
    >
      <Outcome outcome={outcome} onTests={onTests} />
    </Panel>
  )
}

function Outcome({ outcome, onTests }: Omit<TestsPanelProps, 'isStale'>) {
  if (outcome === undefined) return <p className="s mid pad">Running …</p>
  if (outcome === null)
    return (
      <PanelEmpty
        title="No policy tests"
        actions={<Button onClick={() => onTests(null)}>Write the first test</Button>}
      >
        A test says what a call must get, and is run on every change.
      </PanelEmpty>
    )
  if (outcome.kind === 'invalid-policy')
    return <p className="s mid pad">Not run: Intercept would refuse this policy.</p>
  if (outcome.kind === 'invalid-tests') {
    const [first] = outcome.problems
    return (
      <p className="s deny pad">
        Not run, because their file has a fault.{' '}
        {first !== undefined && `Line ${first.line}: ${first.message}.`}
      </p>
    )
  }
  const { cases, passed, failed } = outcome.report
  const failing = cases.filter((one) => !one.passed)
  return (
    <>
      <p className="row s pad" style={{ gap: 6 }} role="status">
        <Glyph name={failed === 0 ? 'passed' : 'failed'} label={null} />
        {passed} of {cases.length} pass with this draft
      </p>
      {failed > 0 && (
        <ul className="rows">
          {failing.slice(0, MOST_SHOWN).map((one) => (
            <Failing key={one.line} one={one} onTests={onTests} />
          ))}
          {failed > MOST_SHOWN && <li className="s mid">{failed - MOST_SHOWN} more fail.</li>}
        </ul>
      )}
    </>
  )
}

function Failing({ one, onTests }: { one: CaseResult; onTests: TestsPanelProps['onTests'] }) {
  const step = one.steps.find(({ passed }) => !passed)
  return (
    <li>
      <button type="button" className="lk s" onClick={() => onTests(step?.line ?? one.line)}>
        {one.name}
      </button>
      {step !== undefined && (
        <div className="s mid">
          expected {sayOutcome(step.expected)}, got {step.got === null ? 'nothing' : sayOutcome(step.got)}
        </div>
      )}
    </li>
  )
}
