import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'

export interface InstanceRow {
  readonly id: string
  readonly nativeId: string
  readonly pid: number | null
  readonly client: string | null
  readonly startedAt: Date | null
  readonly lastEventAt: Date | null
  readonly commit: string | null
  readonly runs: boolean
  readonly evidence: EvidenceLevel
  /** Why the evidence is not higher. */
  readonly reason: string | null
}

/** One line per live process. */
export function InstanceTable({ rows, now }: { rows: readonly InstanceRow[]; now: Date }) {
  return (
    <Table label="Live processes" tight cards>
      <thead>
        <tr>
          <th>Instance</th>
          <th>Agent</th>
          <th>Started</th>
          <th>Running</th>
          <th>Evidence</th>
          <th>Last event</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="mono">
              {row.nativeId}
              {row.pid !== null && <span className="s dim"> pid {row.pid}</span>}
            </td>
            <td data-l="Agent">{row.client ?? <span className="dim">not known</span>}</td>
            <td data-l="Started">
              {row.startedAt === null ? '–' : <Time at={row.startedAt} now={now} show="moment" />}
            </td>
            <td data-l="Running">
              <Running row={row} />
            </td>
            <td data-l="Evidence">
              <EvidenceBars level={row.evidence} />
              {row.reason !== null && <div className="s mid">{row.reason}</div>}
            </td>
            <td data-l="Last event">
              {row.lastEventAt === null ? '–' : <Time at={row.lastEventAt} now={now} />}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function Running({ row: { runs, evidence, commit } }: { row: InstanceRow }) {
  if (!runs) return <span className="dim">nothing</span>
  if (evidence < 3) return <span className="unver">not proved</span>
  return commit === null ? <span className="drift">no commit</span> : <Sha sha={commit} />
}
