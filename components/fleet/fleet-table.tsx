'use client'

import { EvidenceBars, isEvidenceLevel } from '@/components/ui/evidence-bars'
import { Glyph, GlyphWord } from '@/components/ui/glyph'
import { RowLink } from '@/components/ui/row-link'
import { Sha } from '@/components/ui/sha'
import { HelpHeading } from '@/components/ui/help-heading'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { FleetGroup } from '@/lib/fleet/fleet-groups'
import { fleetState, type FleetStateId } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'
import { GroupHead } from './group-head'
import { RunningCell } from './running-cell'
import { SameContent } from './same-content'

/** A content beside the desired one. */
export interface ShownContent {
  /** The commit that brought it; null for content of no commit. */
  readonly commit: string | null
  /** It is the desired one. */
  readonly same: boolean
}

/** One proxy as the fleet lists it; paths relative to the policy root. */
export interface FleetTableRow {
  readonly name: string
  readonly group: string
  readonly environment: string
  readonly policy: string
  readonly state: FleetStateId
  readonly sentence: string
  readonly stale: boolean
  /** Commit whose content should run; null when none should. */
  readonly desired: string | null
  readonly desiredSince: Date
  readonly delivered: ShownContent | null
  /** What the live processes run, each content once. */
  readonly running: readonly ShownContent[]
  readonly evidence: number | null
  /** Changes of this file since what runs; null when not known. */
  readonly behind: number | null
  readonly live: number
  readonly count: number
  readonly lastSeenAt: Date | null
  /** Live processes that deny nothing. */
  readonly observing: number
  /** How often its server changed its tools since somebody acknowledged that. */
  readonly toolChanges: number
}

interface FleetTableProps {
  readonly rows: readonly FleetTableRow[]
  /** Heads of the groups, by the `group` of their rows; none when not grouped. */
  readonly groups?: readonly (FleetGroup & { readonly word: string })[]
  readonly now: Date
}

const COLUMNS = 10
const UNGROUPED: NonNullable<FleetTableProps['groups']> = []

/** Proxies, worst first in each group: what should run, what arrived, what runs, and how that is known. */
export function FleetTable({ rows, groups = UNGROUPED, now }: FleetTableProps) {
  const shown = groups.filter(({ name }) => rows.some(({ group }) => group === name))
  return (
    <Table label="Proxies" cards className="fleet-t">
      <thead>
        <tr>
          <th>Proxy</th>
          <th>Policy</th>
          <HelpHeading of="State" />
          <th>Desired</th>
          <th>Desired for</th>
          <th>Delivered</th>
          <th>Running</th>
          <HelpHeading of="Evidence" />
          <th className="n">Behind</th>
          <th className="n">Seen</th>
        </tr>
      </thead>
      {shown.length === 0 && (
        <tbody>
          {rows.map((row) => (
            <Row key={row.name} row={row} now={now} />
          ))}
        </tbody>
      )}
      {shown.map(({ name, word, total, inSync }) => (
        <tbody key={name}>
          <GroupHead word={word} inSync={inSync} total={total} columns={COLUMNS} />
          {rows
            .filter(({ group }) => group === name)
            .map((row) => (
              <Row key={row.name} row={row} now={now} />
            ))}
        </tbody>
      ))}
    </Table>
  )
}

function Row({ row, now }: { row: FleetTableRow; now: Date }) {
  const { slug, word } = fleetState(row.state)
  const isCalm = row.state === 'IN_SYNC'
  return (
    <tr className={`${isCalm ? 'ok' : ''} ${row.stale ? 'dim' : ''}`} title={row.sentence}>
      <td>
        <RowLink
          className="q b"
          href={routes.proxy(row.name)}
          ofRow
          aria-describedby={`state-of-${row.name}`}
        >
          {row.name}
        </RowLink>
        {row.observing > 0 && (
          <span className="s drift row tch">
            <Glyph name="loosens" size={12} label={null} />
            {row.observing === row.live ? 'Observe only' : `${row.observing} of ${row.live} observe only`}
          </span>
        )}
        {row.toolChanges > 0 && (
          <RowLink className="q s drift row tch" href={routes.proxy(row.name, 'tools')}>
            <Glyph name="tools-changed" size={12} label={null} />
            Tools changed
          </RowLink>
        )}
      </td>
      <td className="s full po">
        <RowLink className="q mid" href={routes.policy(row.policy)}>
          {row.policy}
        </RowLink>
      </td>
      <td id={`state-of-${row.name}`}>
        <GlyphWord name={slug}>{word}</GlyphWord>
        {!isCalm && <span className="sr">. {row.sentence}</span>}
      </td>
      <td className="ds">
        {row.desired === null ? (
          <span className="dim">none</span>
        ) : (
          <Sha sha={row.desired} href={hrefOf(row, row.desired)} />
        )}
      </td>
      <td className={isCalm ? 'ds dim' : ''} data-l="desired for">
        {row.desired === null ? (
          <span className="dim">–</span>
        ) : (
          <Time at={row.desiredSince} now={now} show="age" />
        )}
      </td>
      <td className="ds">
        {row.delivered === null ? (
          <span className="dim">nothing</span>
        ) : (
          <Content content={row.delivered} row={row} />
        )}
      </td>
      <td data-l="running">
        <RunningCell {...row} contents={row.running.length}>
          {row.running.map((content) => (
            <Content key={content.commit ?? ''} content={content} row={row} />
          ))}
        </RunningCell>
      </td>
      <td>
        {isEvidenceLevel(row.evidence) ? (
          <EvidenceBars level={row.evidence} />
        ) : (
          <span className="dim">–</span>
        )}
      </td>
      <td className={row.behind ? 'n ds b' : 'n ds dim'}>{row.behind ?? '–'}</td>
      <td className="n nw dim push">
        {row.lastSeenAt === null ? 'never' : <Time at={row.lastSeenAt} now={now} show="age" />}
      </td>
    </tr>
  )
}

function hrefOf({ policy }: FleetTableRow, commit: string): string {
  return routes.policy(policy, { at: commit })
}

function Content({ content: { commit, same }, row }: { content: ShownContent; row: FleetTableRow }) {
  if (same) return <SameContent commit={commit} />
  if (commit === null) return <span className="drift b">no commit</span>
  return <Sha sha={commit} href={hrefOf(row, commit)} />
}
