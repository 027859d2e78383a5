import Link from 'next/link'
import { formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { Table } from '@/components/ui/table'

interface BucketTableProps {
  readonly buckets: readonly {
    readonly start: Date
    readonly allowed: number
    /** Of `allowed`. */
    readonly wouldDeny: number
    readonly denied: number
    /** Shows this interval only. */
    readonly href: string
  }[]
}

/** The numbers of the histogram, without the intervals in which nothing was decided. */
export function BucketTable({ buckets }: BucketTableProps) {
  const filled = buckets.filter(({ allowed, denied }) => allowed + denied > 0)
  const observes = filled.some(({ wouldDeny }) => wouldDeny > 0)
  return (
    <Table label="Decisions over time" tight>
      <thead>
        <tr>
          <th>From</th>
          <th className="n">Allowed</th>
          {observes && <th className="n">of these would be denied</th>}
          <th className="n">Denied</th>
        </tr>
      </thead>
      <tbody>
        {filled.map(({ start, allowed, wouldDeny, denied, href }) => (
          <tr key={start.getTime()}>
            <td className="num">
              <Link href={href} scroll={false} prefetch={false}>
                {formatInstant(start)}
              </Link>
            </td>
            <td className="n">{formatCount(allowed)}</td>
            {observes && <td className="n">{formatCount(wouldDeny)}</td>}
            <td className="n">{formatCount(denied)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
