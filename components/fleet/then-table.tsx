import Link from 'next/link'
import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { countOf } from '@/components/ui/format-number'
import { GlyphWord } from '@/components/ui/glyph'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { routes } from '@/lib/routes'

type StateThen = 'in-sync' | 'other' | 'not-known' | 'not-running'

interface ThenRow {
  readonly name: string
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
}

const GLYPH = {
  'in-sync': { name: 'in-sync', word: 'In sync' },
  other: { name: 'not-delivered', word: 'Ran something else' },
  'not-known': { name: 'unverified', word: 'Not known' },
  'not-running': { name: 'not-running', word: 'Not running' },
} as const

/** What each proxy ran at an instant, and what it should have run; `at` as the address of the page says it. */
export function ThenTable({ rows, at }: { rows: readonly ThenRow[]; at: string }) {
  return (
    <Table label="The fleet then" cards>
      <thead>
        <tr>
          <th>Proxy</th>
          <th>Policy</th>
          <th>State then</th>
          <th>Desired then</th>
          <th>Running then</th>
          <th>Evidence</th>
          <th>
            <span className="sr">Statement</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name} row={row} at={at} />
        ))}
      </tbody>
    </Table>
  )
}

function Row({ row: { name, environment, policy, desired, runs, state }, at }: { row: ThenRow; at: string }) {
  const evidence = runs.length === 0 ? null : Math.min(...runs.map((run) => run.evidence))
  const [first] = runs
  return (
    <tr>
      <td>
        <b className="b">{name}</b> <span className="s dim">{environment}</span>
      </td>
      <td className="ds">{policy}</td>
      <td>
        <GlyphWord name={GLYPH[state].name}>{GLYPH[state].word}</GlyphWord>
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
        ) : (
          <Sha sha={first.commit} href={routes.policy(policy, { at: first.commit })} />
        )}
      </td>
      <td>
        {evidence === null ? <span className="dim">–</span> : <EvidenceBars level={levelOf(evidence)} />}
      </td>
      <td className="n">
        <Link href={routes.proxyThen(name, at)} prefetch={false}>
          Statement<span className="sr"> for {name}</span>
        </Link>
      </td>
    </tr>
  )
}

function levelOf(level: number): EvidenceLevel {
  const known: readonly EvidenceLevel[] = [0, 1, 2, 3, 4, 5]
  return known.find((one) => one === level) ?? 0
}
