import { CsvLink } from '@/components/ui/csv-link'
import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import { printable } from '@/lib/policy/describe/sentence'
import type { Coverage, OutcomeCoverage } from '@/lib/policy/test/test-report'

const MOST_RULES = 300

/** Which outcomes of which rules some test reaches. */
export function TestCoverage({ coverage, csvHref }: { coverage: Coverage; csvHref: string }) {
  const { rules, covered, possible } = coverage
  if (rules.length === 0) return null
  return (
    <Panel
      title="Coverage"
      note={`${formatCount(covered)} of ${formatCount(possible)} outcomes that calls can get`}
      more={<CsvLink href={csvHref} of="the coverage" />}
    >
      <Table label="Coverage of rules" tight>
        <thead>
          <tr>
            <th>Rule</th>
            <th className="n">Lets through</th>
            <th className="n">Denies</th>
          </tr>
        </thead>
        <tbody>
          {rules.slice(0, MOST_RULES).map(({ tool, rule, line, letsThrough, denies }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- rules may share a name and a line
            <tr key={at}>
              <td>
                <a className="q" href={`#L${line}`}>
                  {printable(rule)}
                </a>{' '}
                {tool !== null && <span className="s dim mono">{printable(tool)}</span>}
              </td>
              <td className="n">
                <Outcome outcome={letsThrough} />
              </td>
              <td className="n">
                <Outcome outcome={denies} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="s mid foot2">Covered means: some test reaches the rule and gets this outcome.</p>
    </Panel>
  )
}

function Outcome({ outcome }: { outcome: OutcomeCoverage }) {
  if (outcome === 'covered') {
    return (
      <span className="row" style={{ justifyContent: 'flex-end' }}>
        <Glyph name="passed" size={12} label="covered" />
      </span>
    )
  }
  return outcome === 'none' ? <span className="drift s b">none</span> : <span className="dim s">cannot</span>
}
