import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { formatCount } from '@/components/ui/format-number'
import { GlyphWord } from '@/components/ui/glyph'
import { Digest, Sha } from '@/components/ui/sha'
import { HelpHeading } from '@/components/ui/help-heading'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { fleetState, type FleetStateId } from '@/lib/fleet/states'

export interface InstanceRow {
  readonly id: string
  readonly nativeId: string
  readonly pid: number | null
  readonly state: FleetStateId
  readonly sentence: string
  readonly client: string | null
  readonly startedAt: Date | null
  readonly lastEventAt: Date | null
  readonly commit: string | null
  readonly sha256: string | null
  readonly runs: boolean
  /** It denies nothing. */
  readonly observeOnly: boolean
  readonly evidence: EvidenceLevel
  /** Why the evidence is not higher. */
  readonly reason: string | null
  /** Its version of the policy; null without a commit. */
  readonly href: string | null
  /** Of the last 24 h; null when it was not counted by process. */
  readonly counts: { readonly decisions: number; readonly denied: number } | null
}

/** One line per process that lives, or lived at the last contact. */
export function InstanceTable({ rows, now }: { rows: readonly InstanceRow[]; now: Date }) {
  const isCounted = rows.some(({ counts }) => counts !== null)
  return (
    <Table label="Processes" tight cards>
      <thead>
        <tr>
          <th>Process</th>
          <HelpHeading of="State" />
          <th>Started, UTC</th>
          <th>Running</th>
          <HelpHeading of="Evidence" />
          <th>Last event</th>
          <th>Agent</th>
          {isCounted && (
            <>
              <th className="n">Decisions, 24 h</th>
              <th className="n">Denied</th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="nw">
              {row.pid !== null && (
                <>
                  pid <b className="b num">{row.pid}</b>{' '}
                </>
              )}
              <span className="mono s dim">{row.nativeId}</span>
            </td>
            <td title={row.sentence}>
              <GlyphWord name={fleetState(row.state).slug}>{fleetState(row.state).word}</GlyphWord>
              {row.observeOnly && <span className="s drift"> observe only</span>}
            </td>
            <td className="nw" data-l="started, UTC">
              {row.startedAt === null ? '–' : <Time at={row.startedAt} now={now} show="clock" />}
            </td>
            <td className="nw" data-l="running">
              <Running row={row} />
            </td>
            <td title={row.reason ?? undefined}>
              <EvidenceBars level={row.evidence} />
              {row.reason !== null && <span className="sr">, not higher because {row.reason}</span>}
            </td>
            <td className="ds">{row.lastEventAt === null ? '–' : <Time at={row.lastEventAt} now={now} />}</td>
            <td data-l="agent">{row.client ?? <span className="dim">not known</span>}</td>
            {row.counts !== null && (
              <>
                <td className="n" data-l="decisions">
                  {formatCount(row.counts.decisions)}
                </td>
                <td className={row.counts.denied > 0 ? 'n deny' : 'n'} data-l="denied">
                  {formatCount(row.counts.denied)}
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function Running({ row: { runs, evidence, commit, sha256, href } }: { row: InstanceRow }) {
  if (!runs) return <span className="dim">nothing</span>
  if (evidence < 3) return <span className="unver">not proved</span>
  return (
    <>
      {commit === null || href === null ? (
        <span className="drift b">no commit</span>
      ) : (
        <Sha sha={commit} href={href} />
      )}{' '}
      {sha256 !== null && (
        <span className="s dim hide-s">
          <Digest sha256={sha256} />
        </span>
      )}
    </>
  )
}
