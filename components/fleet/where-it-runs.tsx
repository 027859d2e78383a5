import Link from 'next/link'
import { EvidenceBars, isEvidenceLevel } from '@/components/ui/evidence-bars'
import { formatCount } from '@/components/ui/format-number'
import { GlyphWord } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { RowLink } from '@/components/ui/row-link'
import { Sha } from '@/components/ui/sha'
import { HelpHeading } from '@/components/ui/help-heading'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { FleetRow } from '@/lib/fleet/fleet-row'
import { fleetState } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'
import { RunningCell } from './running-cell'

interface WhereItRunsProps {
  readonly rows: readonly FleetRow[]
  readonly inSync: number
  readonly total: number
  /** Relative to the policy root. */
  readonly policy: string
  /** Denials in 24 h by proxy; null where they are not counted: at a commit of the past. */
  readonly denied: ReadonlyMap<string, number> | null
  readonly now: Date
}

/** The proxies that follow a policy, drift first, as they are now; nothing without one. */
export function WhereItRuns({ rows, inSync, total, policy, denied, now }: WhereItRunsProps) {
  if (total === 0) return null
  return (
    <Panel
      title="Where it runs"
      note={`now, ${formatCount(inSync)} of ${formatCount(total)} in sync`}
      more={
        <Link href={routes.fleet({ by: 'none', q: policy })} prefetch={false}>
          Open in fleet
        </Link>
      }
    >
      <Table label="Proxies of this policy" tight cards>
        <thead>
          <tr>
            <th>Proxy</th>
            <HelpHeading of="State" />
            <th>Running</th>
            <HelpHeading of="Evidence" />
            <th>Seen</th>
            {denied !== null && <th className="n">Denied 24 h</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} title={row.sentence}>
              <td>
                <RowLink className="q" href={routes.proxy(row.name)} ofRow>
                  {row.name}
                </RowLink>
                {row.observing > 0 && <span className="s drift"> {observing(row)}</span>}
              </td>
              <td>
                <GlyphWord name={fleetState(row.state).slug}>{fleetState(row.state).word}</GlyphWord>
              </td>
              <td data-l="running">
                <RunningCell {...row} contents={row.running.length}>
                  {row.running.map(({ commit }) =>
                    commit === null ? (
                      <span key="" className="drift">
                        no commit
                      </span>
                    ) : (
                      <Sha key={commit} sha={commit} href={routes.policy(policy, { at: commit })} />
                    ),
                  )}
                </RunningCell>
              </td>
              <td>
                {isEvidenceLevel(row.evidence) ? (
                  <EvidenceBars level={row.evidence} />
                ) : (
                  <span className="dim">–</span>
                )}
              </td>
              <td className="dim ds">
                {row.lastSeenAt === null ? 'never' : <Time at={row.lastSeenAt} now={now} show="age" />}
              </td>
              {denied !== null && (
                <td className={denied.get(row.name) ? 'n' : 'n dim'} data-l="denied 24 h">
                  {formatCount(denied.get(row.name) ?? 0)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {total > rows.length && (
        <p className="s dim pad">
          {rows.length} of {formatCount(total)} shown, drift first.
        </p>
      )}
    </Panel>
  )
}

function observing({ observing: some, live }: FleetRow): string {
  return some === live ? 'observe only' : `${some} of ${live} observe only`
}
