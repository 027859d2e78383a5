import Link from 'next/link'
import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { GlyphWord } from '@/components/ui/glyph'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { fleetState, type FleetStateId } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

/** One proxy as the fleet lists it; paths relative to the policy root. */
export interface FleetTableRow {
  readonly name: string
  readonly environment: string
  readonly policy: string
  readonly state: FleetStateId
  readonly sentence: string
  readonly stale: boolean
  readonly engine: string
  readonly mode: string
  /** Commit whose content should run; null when none should. */
  readonly desired: string | null
  /** Everything that runs has the desired content. */
  readonly same: boolean
  /** Commits that brought what the live processes run; null for content of no commit. */
  readonly running: readonly (string | null)[]
  readonly evidence: number | null
  readonly live: number
  readonly count: number
  readonly lastSeenAt: Date | null
}

/** Proxies, worst first: state with its sentence, what runs against what should, and how that is known. */
export function FleetTable({ rows, now }: { rows: readonly FleetTableRow[]; now: Date }) {
  return (
    <Table label="Proxies" cards>
      <thead>
        <tr>
          <th>Proxy</th>
          <th>State</th>
          <th>Policy</th>
          <th>Running</th>
          <th>Desired</th>
          <th>Evidence</th>
          <th className="n">Instances</th>
          <th>Last contact</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name} row={row} now={now} />
        ))}
      </tbody>
    </Table>
  )
}

function Row({ row, now }: { row: FleetTableRow; now: Date }) {
  const { slug, word } = fleetState(row.state)
  return (
    <tr className={row.stale ? 'dim' : ''}>
      <td className="full">
        <Link href={routes.proxy(row.name)} prefetch={false}>
          {row.name}
        </Link>
        <span className="s dim"> {row.environment}</span>
      </td>
      <td className="full">
        <GlyphWord name={slug}>{word}</GlyphWord>
        {row.state !== 'IN_SYNC' && <div className="s mid">{row.sentence}</div>}
      </td>
      <td data-l="Policy">
        <Link href={routes.policy(row.policy)} prefetch={false}>
          {row.policy}
        </Link>
      </td>
      <td data-l="Running">
        <RunningShas running={row.running} evidence={row.evidence} />
      </td>
      <td data-l="Desired">
        <Desired row={row} />
      </td>
      <td data-l="Evidence">
        {isLevel(row.evidence) ? <EvidenceBars level={row.evidence} /> : <span className="dim">–</span>}
      </td>
      <td className="n" data-l="Instances">
        {row.live === 0 ? <span className="dim">0</span> : `${row.count} of ${row.live}`}
      </td>
      <td data-l="Last contact">
        {row.lastSeenAt === null ? (
          <span className="dim">never</span>
        ) : (
          <Time at={row.lastSeenAt} now={now} />
        )}
      </td>
    </tr>
  )
}

/** The same content is drawn as = in grey: only what differs needs a look. */
function Desired({ row: { desired, same } }: { row: FleetTableRow }) {
  if (desired === null) return <span className="dim">none</span>
  if (!same) return <Sha sha={desired} />
  return (
    <span className="dim" title="the content that runs is the desired one">
      = <span className="sr">the content that runs is the desired one</span>
    </span>
  )
}

/** Below E3 nothing is called running, so no commit is written. */
function RunningShas({ running, evidence }: { running: FleetTableRow['running']; evidence: number | null }) {
  if (running.length === 0) return <span className="dim">nothing</span>
  if (evidence === null || evidence < 3) return <span className="unver">not proved</span>
  return (
    <span className="row wrap">
      {running.includes(null) && <span className="drift">no commit</span>}
      {running
        .filter((commit) => commit !== null)
        .map((commit) => (
          <Sha key={commit} sha={commit} />
        ))}
    </span>
  )
}

function isLevel(level: number | null): level is EvidenceLevel {
  return level !== null && level >= 0 && level <= 5
}
