import { HelpLink } from '@/components/ui/help-link'
import { Button } from '@/components/ui/button'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { PolicyTestOutcome } from '@/lib/policy/test/test-report'
import { FailingCases } from './failing-cases'
import { StaleNote } from './stale-note'
import type { TestedTexts } from './tested-texts'

interface TestsPanelProps {
  /** Null without tests; undefined while they run. */
  readonly outcome: PolicyTestOutcome | null | undefined
  /** Of older texts than those on screen, with which they run now. */
  readonly isStale: boolean
  /** Shows the file of the tests in the draft, at a line when one is named. */
  readonly onTests: (line: number | null) => void
  /** What is run. */
  readonly texts: TestedTexts
  /** Puts other tests into the draft. */
  readonly onAdopted: (tests: string) => void
}

/** What the policy's tests say about the draft as it is typed: how many pass, and each that fails with what it expects and got. */
export function TestsPanel({ outcome, isStale, onTests, texts, onAdopted }: TestsPanelProps) {
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
      <Outcome outcome={outcome} onTests={onTests} texts={texts} onAdopted={onAdopted} />
    </Panel>
  )
}

function Outcome({ outcome, onTests, texts, onAdopted }: Omit<TestsPanelProps, 'isStale'>) {
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
    return (
      <p className="s mid pad">
        Not run: Intercept would refuse this policy. <HelpLink topic="policy-refused" inNewTab />
      </p>
    )
  if (outcome.kind === 'invalid-tests') {
    const [first] = outcome.problems
    return (
      <p className="s deny pad">
        Not run, because their file has a fault.{' '}
        {first !== undefined && `Line ${first.line}: ${first.message}.`}{' '}
        <HelpLink topic="policy-tests" inNewTab>
          How tests are written
        </HelpLink>
      </p>
    )
  }
  const { cases, passed, failed } = outcome.report
  return (
    <>
      <p className="row s pad" style={{ gap: 6 }} role="status">
        <Glyph name={failed === 0 ? 'passed' : 'failed'} label={null} />
        {passed} of {cases.length} pass with this draft
      </p>
      {failed > 0 && (
        <FailingCases report={outcome.report} texts={texts} onShow={onTests} onTests={onAdopted} />
      )}
    </>
  )
}
