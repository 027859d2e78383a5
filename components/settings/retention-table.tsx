import { formatBytes, formatCount } from '@/components/ui/format-number'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'

export interface RetentionRow {
  readonly what: string
  /** How long, such as "90 days" or "for good". */
  readonly kept: string
  readonly rows: number
  /** False when `rows` is an estimate of the database. */
  readonly exact: boolean
  readonly bytes: number
  /** The oldest that is kept; null when there is none or nobody asks. */
  readonly since: Date | null
  readonly note: string
}

/** What is stored, how long, and how much it is now. */
export function RetentionTable({ rows, now }: { rows: readonly RetentionRow[]; now: Date }) {
  return (
    <Table label="Retention" tight cards>
      <thead>
        <tr>
          <th>What</th>
          <th>Kept</th>
          <th className="n">Now</th>
          <th className="n">Since</th>
          <th>
            <span className="sr">Note</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, kept, rows: count, exact, bytes, since, note }) => (
          <tr key={what}>
            <td className="b">{what}</td>
            <td className="nw" data-l="Kept">
              {kept}
            </td>
            <td className={count === 0 ? 'n dim nw' : 'n nw'} data-l="Now">
              {exact ? '' : 'about '}
              {formatCount(count)} {count === 1 ? 'row' : 'rows'}, {formatBytes(bytes)}
            </td>
            <td className="n" data-l="Since">
              {since === null ? '' : <Time at={since} now={now} show="day" />}
            </td>
            <td className="s mid full">{note}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
