import Link from 'next/link'
import { CsvLink } from '@/components/ui/csv-link'
import { formatCount } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import { Spark } from '@/components/ui/spark'
import { Table } from '@/components/ui/table'
import { printable } from '@/lib/policy/describe/sentence'
import { apiRoutes, routes } from '@/lib/routes'

interface TopRuleRow {
  readonly rule: string
  readonly tools: readonly string[]
  /** Relative to the policy root. */
  readonly policy: string
  readonly denied: number
  readonly usual: number | null
  /** Denials per hour of a day, or per day of more. */
  readonly steps: readonly number[]
}

/** The rules that deny most, beside what is usual for them; left out while nothing was denied. */
export function TopRulesPanel({ rules, hours }: { rules: readonly TopRuleRow[]; hours: 24 | 168 }) {
  if (rules.length === 0) return null
  return (
    <Panel
      title="Rules that deny most"
      note={
        hours === 24 ? 'last 24 h, against the mean day of the week before' : 'last 7 d, against the 7 before'
      }
      more={
        <CsvLink
          href={apiRoutes.exportTopRules(hours === 24 ? {} : { hours: '168' })}
          of="the rules that deny most"
        />
      }
    >
      <Table label="Rules that deny most" cards>
        <thead>
          <tr>
            <th>Rule</th>
            <th>Tool</th>
            <th>Policy</th>
            <th className="n">Denied</th>
            <th className="n">Usual</th>
            <th>
              <span className="sr">Denials per {hours === 24 ? 'hour' : 'day'}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ rule, tools, policy, denied, usual, steps }) => (
            <tr key={`${policy} ${rule}`}>
              <td className="full">
                <Link
                  className="q b"
                  href={routes.decisions({ result: 'denied', rule, policy })}
                  prefetch={false}
                >
                  {printable(rule)}
                </Link>
              </td>
              <td className="mono s">
                {tools.length === 1 ? printable(tools[0] ?? '') : `various, ${tools.length} tools`}
              </td>
              <td>
                <Link className="q mid" href={routes.policy(policy)} prefetch={false}>
                  {printable(policy.replace(/\.ya?ml$/, ''))}
                </Link>
              </td>
              <td className="n" data-l="denied">
                {formatCount(denied)}
              </td>
              <td className={usual === null ? 'n dim ds' : 'n dim'} data-l="usual">
                {usual === null ? (
                  <span title="the log is too young">–</span>
                ) : (
                  formatCount(Math.round(usual))
                )}
              </td>
              <td className="n ds">
                <Spark
                  values={steps}
                  label={`Denials per ${hours === 24 ? 'hour' : 'day'}, the last of ${steps.length}: ${steps.at(-1) ?? 0}`}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}
