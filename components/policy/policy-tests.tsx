import { CsvLink } from '@/components/ui/csv-link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { HelpLink } from '@/components/ui/help-link'
import { Panel, PanelEmpty, PanelError } from '@/components/ui/panel'
import { printable } from '@/lib/policy/describe/sentence'
import type { PolicyTestReport } from '@/lib/policy/test/test-report'
import type { PolicyTestsAt } from '@/lib/repository/get-policy-tests'
import { TestCases, type TestCasesProps } from './test-cases'
import { TestCoverage } from './test-coverage'

interface PolicyTestsProps extends Omit<TestCasesProps, 'cases' | 'lines'> {
  tests: PolicyTestsAt
  /** The same as a file: the cases, or what they cover. */
  csvHref: (of: 'cases' | 'coverage') => string
}

/** The tests of a policy with their results at the shown commit, and what they cover. */
export function PolicyTests({ tests, csvHref, ...shown }: PolicyTestsProps) {
  const { hrefOf } = shown
  const name = printable(tests.path.slice(tests.path.lastIndexOf('/') + 1))
  if (tests.kind === 'none') {
    return (
      <Panel title="Policy tests" note="none">
        <PanelEmpty title="Nothing proves what this policy denies">
          Put {name} beside it, with calls that it must allow and deny.{' '}
          <HelpLink topic="policy-tests">How tests are written</HelpLink>
        </PanelEmpty>
      </Panel>
    )
  }
  if (tests.kind === 'unreadable') {
    return (
      <Panel title="Policy tests" note="not run">
        <PanelError title={`${name} is no text that Lockstep reads`}>
          Replace it by a file of up to 1 MB. <HelpLink topic="policy-tests">How tests are written</HelpLink>
        </PanelError>
      </Panel>
    )
  }
  const { outcome, lines } = tests
  if (outcome.kind === 'ran')
    return <Report name={name} report={outcome.report} lines={lines} csvHref={csvHref} {...shown} />
  const problems =
    outcome.kind === 'invalid-tests'
      ? outcome.problems
      : outcome.errors.map((message) => ({ line: null, message }))
  return (
    <Panel title="Policy tests" note="not run">
      <PanelError
        title={
          outcome.kind === 'invalid-tests'
            ? `${name} has ${countOf(problems.length, 'fault')}`
            : 'Intercept refuses this policy'
        }
      >
        <HelpLink topic={outcome.kind === 'invalid-tests' ? 'policy-tests' : 'policy-refused'} />
      </PanelError>
      <ul className="rows s">
        {problems.map(({ line, message }) => (
          <li key={`${line}:${message}`}>
            {line !== null && <a href={hrefOf(line)}>line {line}</a>} {printable(message)}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

interface ReportProps extends Omit<TestCasesProps, 'cases'>, Pick<PolicyTestsProps, 'csvHref'> {
  name: string
  report: PolicyTestReport
}

function Report({ name, report, csvHref, ...shown }: ReportProps) {
  const { cases, passed, failed, coverage } = report
  return (
    <>
      <Panel
        title="Policy tests"
        note={
          <span className="row" style={{ gap: 5, display: 'inline-flex' }}>
            <Glyph name={failed === 0 ? 'passed' : 'failed'} size={12} label={null} />
            {formatCount(passed)} of {formatCount(cases.length)} pass, each on a clock of its own
          </span>
        }
        more={
          <>
            <a href={shown.hrefOf(1)}>{name}</a>
            <CsvLink href={csvHref('cases')} of="the tests" />
          </>
        }
      >
        <TestCases cases={cases} {...shown} />
      </Panel>
      <TestCoverage coverage={coverage} csvHref={csvHref('coverage')} />
    </>
  )
}
