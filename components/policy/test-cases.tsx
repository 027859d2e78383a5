import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Table } from '@/components/ui/table'
import { printable } from '@/lib/policy/describe/sentence'
import { describeStep } from '@/lib/policy/test/describe-step'
import type { CaseResult, StepResult } from '@/lib/policy/test/test-report'
import Link from 'next/link'
import { Fragment } from 'react'
import { CodeExcerpt } from '@/components/ui/code/code-excerpt'
import { Outcomes } from './outcomes'
import { TestSteps } from './test-steps'

/** Cases beyond it are left to the command line: nobody reads more on a page. */
const MOST_CASES = 300

/** Lines of a case beyond it are left to the file itself. */
const MOST_LINES = 40

export interface TestCasesProps {
  cases: readonly CaseResult[]
  /** Of the test file. */
  lines: readonly string[]
  /** The address of a line of the test file. */
  hrefOf: (line: number) => string
  /** Line of the case whose calls are shown. */
  open: number | undefined
  /** The address of this page with a case open; closed when it is open. */
  openHref: (line: number) => string
}

/** Each case with what it expects and what the policy answers; below a failed one, why. */
export function TestCases({ cases, ...shown }: TestCasesProps) {
  const groups = groupByTool(cases.slice(0, MOST_CASES))
  const starts = cases.map(({ line }) => line).sort((a, b) => a - b)
  const endOf = (start: number) => starts.find((line) => line > start) ?? shown.lines.length + 1
  return (
    <>
      <Table label="Policy tests" cards className="tc">
        <thead>
          <tr>
            <th style={{ width: 26 }}>
              <span className="sr">Result</span>
            </th>
            <th>Case</th>
            <th>Calls</th>
            <th>Expected</th>
            <th>Got</th>
            <th>Rule</th>
            <th className="n">Line</th>
          </tr>
        </thead>
        {groups.map(({ tool, cases: own }) => (
          <tbody key={tool}>
            <tr className="g">
              <th colSpan={7} scope="rowgroup">
                <span className="row">
                  <b className="b mono" style={{ color: 'var(--ink)' }}>
                    {printable(tool)}
                  </b>
                  <PassCount cases={own} />
                </span>
              </th>
            </tr>
            {own.map((one) => (
              <CaseRows key={one.name} one={one} ends={endOf(one.line)} {...shown} />
            ))}
          </tbody>
        ))}
      </Table>
      {cases.length > MOST_CASES && (
        <p className="s mid foot2">The first {formatCount(MOST_CASES)} cases; lockstep test shows all.</p>
      )}
    </>
  )
}

function PassCount({ cases }: { cases: readonly CaseResult[] }) {
  const passed = cases.filter((one) => one.passed).length
  return (
    <span className={passed === cases.length ? 'num' : 'num deny b'}>
      {formatCount(passed)} of {countOf(cases.length, 'case')} {cases.length === 1 ? 'passes' : 'pass'}
    </span>
  )
}

interface CaseRowsProps extends Omit<TestCasesProps, 'cases'> {
  one: CaseResult
  /** The line that the next case begins with, or that the file ends before. */
  ends: number
}

function CaseRows({ one, lines, ends, hrefOf, open, openHref }: CaseRowsProps) {
  const isOpen = one.line === open
  const rules = [...new Set(one.steps.flatMap(({ got }) => (got?.result === 'denied' ? [got.rule] : [])))]
  return (
    <Fragment>
      <tr id={`case-${one.line}`} aria-selected={isOpen}>
        <td>
          <Glyph name={one.passed ? 'passed' : 'failed'} size={12} />
        </td>
        <td>
          <Link
            className="q b"
            href={openHref(one.line)}
            aria-expanded={isOpen}
            scroll={false}
            prefetch={false}
          >
            {printable(one.name)}
          </Link>
        </td>
        <td className="s mid nw">{callsOf(one)}</td>
        <td data-l="expected">
          <Outcomes results={one.steps.map(({ expected }) => expected.result)} />
        </td>
        <td data-l="got">
          <Outcomes results={one.steps.map(({ got }) => got?.result ?? 'not run')} />
        </td>
        <td className="s">{rules.map(printable).join(', ')}</td>
        <td className="n ds">
          <a href={hrefOf(one.line)} aria-label={`Line ${one.line}`}>
            {one.line}
          </a>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={7} className="full">
            <TestSteps name={one.name} steps={one.steps} hrefOf={hrefOf} />
            <CodeExcerpt
              label={`Lines of ${printable(one.name)}`}
              lines={linesOf(lines, one.line, ends)}
              first={one.line}
            />
          </td>
        </tr>
      )}
      {one.steps
        .filter(({ passed }) => !passed)
        .map((step) => (
          <Failure key={step.start} step={step} href={hrefOf(step.line)} />
        ))}
    </Fragment>
  )
}

function Failure({ step, href }: { step: StepResult; href: string }) {
  return (
    <tr>
      <td colSpan={7} className="full">
        <p className="deny">{step.fault}</p>
        {describeStep(step).map((sentence) => (
          <p key={sentence} className="s mid" style={{ overflowWrap: 'anywhere' }}>
            {sentence}
          </p>
        ))}
        <p className="s">
          <a href={href}>line {step.line}</a>
        </p>
      </td>
    </tr>
  )
}

/** From a line to before another, without the empty ones and comments at its end: these are of what follows. */
function linesOf(lines: readonly string[], start: number, end: number): readonly string[] {
  const own = lines.slice(start - 1, Math.min(end - 1, start - 1 + MOST_LINES))
  const last = own.findLastIndex((line) => !/^\s*(#|$)/.test(line))
  return own.slice(0, last + 1)
}

function callsOf({ kind, calls, steps }: CaseResult): string {
  if (kind === 'table') return `table, ${countOf(steps.length, 'row')}`
  const times = new Set(steps.map(({ at }) => at)).size
  return kind === 'call' ? '1 call' : `${countOf(calls, 'call')}, ${countOf(times, 'time')}`
}

interface ToolGroup {
  readonly tool: string
  readonly cases: CaseResult[]
}

/** Cases of one tool together, those of several at the end; in the order of the file. */
function groupByTool(cases: readonly CaseResult[]): ToolGroup[] {
  const groups = new Map<string, ToolGroup>()
  const several: ToolGroup = { tool: 'several tools', cases: [] }
  for (const one of cases) {
    const [tool = '', ...more] = one.tools
    const group = more.length > 0 ? several : (groups.get(tool) ?? { tool, cases: [] })
    group.cases.push(one)
    if (group !== several) groups.set(tool, group)
  }
  return [...groups.values(), ...(several.cases.length > 0 ? [several] : [])]
}
