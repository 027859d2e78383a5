import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'

export interface LoadRow {
  readonly key: string
  readonly at: Date
  readonly nativeId: string
  readonly kind: string
  readonly result: string | null
  readonly commit: string | null
  readonly error: string | null
  readonly evidence: EvidenceLevel
}

/** What each process loaded, and when: the newest first. */
export function LoadTable({ rows, now }: { rows: readonly LoadRow[]; now: Date }) {
  return (
    <Table label="Loads" tight cards>
      <thead>
        <tr>
          <th>Time, UTC</th>
          <th>Instance</th>
          <th>What</th>
          <th>Content</th>
          <th>Evidence</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <td>
              <Time at={row.at} now={now} show="moment" />
            </td>
            <td className="mono" data-l="Instance">
              {row.nativeId}
            </td>
            <td data-l="What">
              {row.kind}
              {row.result === 'failure' && <span className="deny"> refused</span>}
              {row.error !== null && <div className="s mid mono">{row.error}</div>}
            </td>
            <td data-l="Content">
              {row.commit === null ? <span className="dim">–</span> : <Sha sha={row.commit} />}
            </td>
            <td data-l="Evidence">
              <EvidenceBars level={row.evidence} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
