import Link from 'next/link'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

interface PinRow {
  readonly proxy: string
  readonly commit: string
  readonly reason: string
  readonly until: string
  readonly line: number
}

/** Proxies held at a commit on purpose. */
export function PinTable({
  pins,
  lineHref,
  now,
}: {
  pins: readonly PinRow[]
  lineHref: (line: number) => string
  now: Date
}) {
  return (
    <Table label="Pins" tight cards>
      <thead>
        <tr>
          <th>Pinned proxy</th>
          <th>At</th>
          <th>Reason</th>
          <th>Until</th>
          <th className="n">Line</th>
        </tr>
      </thead>
      <tbody>
        {pins.map(({ proxy, commit, reason, until, line }) => {
          const end = new Date(until)
          return (
            <tr key={proxy}>
              <td>
                <Link href={routes.proxy(proxy)} prefetch={false}>
                  {proxy}
                </Link>
              </td>
              <td data-l="At">
                <Sha sha={commit} href={routes.policies({ at: commit })} />
              </td>
              <td className="full">{reason}</td>
              <td className={end <= now ? 'dim' : ''} data-l="Until">
                {end <= now && 'ended '}
                <Time at={end} now={now} show="moment" />
              </td>
              <td className="n push" data-l="Line">
                <a href={lineHref(line)}>:{line}</a>
              </td>
            </tr>
          )
        })}
      </tbody>
    </Table>
  )
}
