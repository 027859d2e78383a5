import Link from 'next/link'
import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { countOf } from '@/components/ui/format-number'
import { Glyph, GlyphWord } from '@/components/ui/glyph'
import { Sha } from '@/components/ui/sha'
import { HelpHeading } from '@/components/ui/help-heading'
import { Table } from '@/components/ui/table'
import type { StateThen } from '@/lib/fleet/proxy-then'
import type { FleetGroup } from '@/lib/fleet/fleet-groups'
import type { StandingNow } from '@/lib/fleet/fleet-since'
import { fleetStateBySlug } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'
import { THEN_WORDS } from './state-words'
import { GroupHead } from '../group-head'
import { SameContent } from '../same-content'

export interface ThenRow {
  readonly name: string
  /** The group that it is in, as `groups` names it. */
  readonly group: string
  readonly environment: string
  /** Relative to the policy root. */
  readonly policy: string
  readonly desired: { readonly commit: string; readonly blob: string } | null
  readonly runs: readonly {
    readonly blob: string | null
    readonly commit: string | null
    readonly evidence: number
  }[]
  readonly state: StateThen
  /** Null for one that is registered no more. */
  readonly now: StandingNow | null
}

interface ThenTableProps {
  readonly rows: readonly ThenRow[]
  /** Named as people read them; none when not grouped. */
  readonly groups: readonly (FleetGroup & { readonly word: string })[]
  /** As the address of the page says it. */
  readonly at: string
}

const COLUMNS = 8

/** What each proxy ran at an instant, what it should have run, and where it stands now. */
export function ThenTable({ rows, groups, at }: ThenTableProps) {
  const shown = groups.filter(({ name }) => rows.some(({ group }) => group === name))
  return (
    <Table label="The fleet then" cards className="then-t">
      <thead>
        <tr>
          <th>Proxy</th>
          <th className="po">Policy</th>
          <HelpHeading of="State then" />
          <th>Desired then</th>
          <th>Running then</th>
          <HelpHeading of="Evidence" />
          <th>Now</th>
          <th>
            <span className="sr">Statement</span>
          </th>
        </tr>
      </thead>
      {shown.length === 0 && (
        <tbody>
          {rows.map((row) => (
            <Row key={row.name} row={row} at={at} />
          ))}
        </tbody>
      )}
      {shown.map(({ name, word, total, inSync }) => (
        <tbody key={name}>
          <GroupHead word={word} inSync={inSync} total={total} columns={COLUMNS} />
          {rows
            .filter(({ group }) => group === name)
            .map((row) => (
              <Row key={row.name} row={row} at={at} />
            ))}
        </tbody>
      ))}
    </Table>
  )
}

function Row({ row, at }: { row: ThenRow; at: string }) {
  const { name, group, environment, policy, desired, runs, state, now } = row
  const evidence = runs.length === 0 ? null : Math.min(...runs.map((run) => run.evidence))
  const [first] = runs
  return (
    <tr>
      <td className="nw">
        <b className="b">{name}</b> {group !== environment && <span className="s dim">{environment}</span>}
        <span className="s dim pol">{policy}</span>
      </td>
      <td className="ds po">{policy}</td>
      <td>
        <GlyphWord name={THEN_WORDS[state].glyph}>{THEN_WORDS[state].word}</GlyphWord>
      </td>
      <td className="ds">
        {desired === null ? (
          <span className="dim">not known</span>
        ) : (
          <Sha sha={desired.commit} href={routes.policy(policy, { at: desired.commit })} />
        )}
      </td>
      <td data-l="running">
        {first === undefined || evidence === null ? (
          <span className="dim">nothing</span>
        ) : evidence < 3 ? (
          <span className="unver">not proved</span>
        ) : runs.some(({ blob }) => blob !== first.blob) ? (
          `${countOf(runs.length, 'process', 'processes')}, several contents`
        ) : first.commit === null ? (
          <span className="drift b">no commit</span>
        ) : state === 'in-sync' ? (
          <SameContent commit={first.commit} />
        ) : (
          <Sha sha={first.commit} href={routes.policy(policy, { at: first.commit })} />
        )}
      </td>
      <td>
        {evidence === null ? <span className="dim">–</span> : <EvidenceBars level={levelOf(evidence)} />}
      </td>
      <td data-l="now">
        <Now name={name} now={now} />
      </td>
      <td className="n">
        <Link href={routes.proxyThen(name, at)} prefetch={false}>
          Statement<span className="sr"> for {name}</span>
        </Link>
      </td>
    </tr>
  )
}

/** Quiet where it is in sync: what has happened since is what is looked for. */
function Now({ name, now }: { name: string; now: StandingNow | null }) {
  if (now === null) return <span className="dim">not registered</span>
  const { state, commit } = now
  return (
    <span className="row nowst">
      {state !== 'in-sync' && <Glyph name={state} label={null} />}
      <Link className="q" href={routes.proxy(name)} prefetch={false}>
        {(fleetStateBySlug(state)?.word ?? state).toLowerCase()}
        <span className="sr"> now: {name}</span>
      </Link>
      {commit !== null && <span className="sha plain">{commit.slice(0, 7)}</span>}
    </span>
  )
}

function levelOf(level: number): EvidenceLevel {
  const known: readonly EvidenceLevel[] = [0, 1, 2, 3, 4, 5]
  return known.find((one) => one === level) ?? 0
}
