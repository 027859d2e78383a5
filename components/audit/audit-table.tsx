import Link from 'next/link'
import { formatDay } from '@/components/ui/format-time'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { printable } from '@/lib/policy/describe/sentence'
import { actionWords, describeDetail, describeSubject } from './audit-words'

/** A line of the trail. */
export interface AuditRow {
  readonly id: string
  readonly at: Date
  /** `person`, `connector` or `system`. */
  readonly actorKind: string
  readonly actorName: string
  readonly action: string
  readonly subject: string | null
  readonly detail: unknown
}

interface AuditTableProps {
  readonly rows: readonly AuditRow[]
  /** Narrows the page to what somebody did. */
  readonly whoHref: (who: string) => string
  readonly now: Date
}

/** The trail by day, newest first, times in UTC. */
export function AuditTable({ rows, whoHref, now }: AuditTableProps) {
  const days = new Map<string, AuditRow[]>()
  for (const row of rows) {
    const day = row.at.toISOString().slice(0, 10)
    const known = days.get(day)
    if (known === undefined) days.set(day, [row])
    else known.push(row)
  }
  return (
    <Table label="Audit trail" tight cards>
      <thead>
        <tr>
          <th>Time, UTC</th>
          <th>Who</th>
          <th>Did</th>
          <th>To what</th>
          <th>Through</th>
          <th className="n">Age</th>
        </tr>
      </thead>
      {[...days].map(([day, ofDay]) => (
        <tbody key={day}>
          <tr className="g">
            <th colSpan={6} scope="rowgroup">
              {dayTitle(ofDay[0]?.at ?? now, now)}, {ofDay.length} on this page
            </th>
          </tr>
          {ofDay.map((row) => (
            <Line key={row.id} row={row} whoHref={whoHref} now={now} />
          ))}
        </tbody>
      ))}
    </Table>
  )
}

function dayTitle(at: Date, now: Date): string {
  const day = formatDay(at, now)
  return day === 'today' ? 'Today' : day
}

/** GitHub's logins; what else acts as a person is a program, such as the demo. */
function isLogin(kind: string, name: string): boolean {
  return kind === 'person' && /^[\w.-]+$/.test(name)
}

const THROUGH: Readonly<Record<string, string>> = { person: 'web', connector: 'connector', system: 'system' }

function Line({ row, whoHref, now }: { row: AuditRow; whoHref: (who: string) => string; now: Date }) {
  const { at, actorKind, actorName, action, subject, detail } = row
  // Whoever signs in does it as nobody else.
  const isOwn = subject === actorName && action.startsWith('session.')
  const to = describeSubject(action, isOwn ? null : subject)
  const facts = describeDetail(detail)
  const who = printable(actorName)
  return (
    <tr>
      <td className="num mono s">
        <time dateTime={at.toISOString()} title={`${at.toISOString()} (UTC)`}>
          {at.toISOString().slice(11, 19)}
        </time>
      </td>
      <td className={actorKind === 'person' ? 'b nw' : 'mid nw'}>
        <Link className="q" href={whoHref(actorName)} prefetch={false} title={`Only what ${who} did`}>
          {isLogin(actorKind, actorName) ? `@${who}` : who}
        </Link>
      </td>
      <td className="full nw" title={printable(action)}>
        {actionWords(action)}
      </td>
      <td className="mid full wraps txt">
        {to.href === null ? (
          to.text
        ) : (
          <Link href={to.href} prefetch={false}>
            {to.text}
          </Link>
        )}
        {facts !== '' && `${to.text === '' ? '' : ', '}${facts}`}
      </td>
      <td className="s dim">{THROUGH[actorKind] ?? printable(actorKind)}</td>
      <td className="n dim">
        <Time at={at} now={now} show="age" />
      </td>
    </tr>
  )
}
