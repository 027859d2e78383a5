import Link from 'next/link'
import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { formatClock, formatInstant, formatSpan } from '@/components/ui/format-time'
import { GlyphWord } from '@/components/ui/glyph'
import { HelpHeading } from '@/components/ui/help-heading'
import { Table } from '@/components/ui/table'
import { fleetState } from '@/lib/fleet/states'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import type { Landing } from './landing'
import type { RolloutLine } from './rollout-lines'

/** The numbers of the picture: when each proxy had and ran it, and why not. */
export function RolloutTable({
  lines,
  mergedAt,
  landing,
  now,
}: {
  lines: readonly RolloutLine[]
  mergedAt: Date
  landing: Landing
  now: Date
}) {
  return (
    <Table label="Rollout, proxy by proxy" tight cards>
      <thead>
        <tr>
          <th>Proxy</th>
          <th>Policy</th>
          <th>Delivered, UTC</th>
          <th>Proved, UTC</th>
          <th className="n">After {landing}</th>
          <HelpHeading of="Evidence" />
          <HelpHeading of="State" />
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row key={line.proxy} line={line} mergedAt={mergedAt} now={now} />
        ))}
      </tbody>
    </Table>
  )
}

function Row({ line, mergedAt, now }: { line: RolloutLine; mergedAt: Date; now: Date }) {
  const { proxy, environment, policy, afterMs, deliveredMs, evidence, loadedAt } = line
  const after = (ms: number) => new Date(mergedAt.getTime() + ms)
  return (
    <tr>
      <td className="nw">
        <Link className="q b" href={routes.proxy(proxy)} prefetch={false}>
          {proxy}
        </Link>{' '}
        <span className="s dim">{environment}</span>
      </td>
      <td className="mono s ds">{policy}</td>
      <td className="num nw ds">
        {deliveredMs === null ? 'not kept' : formatClock(after(deliveredMs), now)}
      </td>
      <td
        className="num nw"
        data-l="proved"
        title={loadedAt === null ? undefined : `Loaded ${formatInstant(loadedAt)}`}
      >
        {afterMs === null ? 'no' : formatClock(after(afterMs), now)}
      </td>
      <td className="n push">{afterMs === null ? '–' : `+${formatSpan(afterMs)}`}</td>
      <td>
        {evidence === null ? <span className="dim">–</span> : <EvidenceBars level={levelOf(evidence)} />}
      </td>
      <td className={line.outcome === 'running' ? 'ds' : 'full'}>
        <Outcome line={line} />
      </td>
    </tr>
  )
}

function Outcome({ line: { outcome, now, refused } }: { line: RolloutLine }) {
  if (now !== null) {
    const { slug, word } = fleetState(now.state)
    return <GlyphWord name={slug}>{word}</GlyphWord>
  }
  const tried = refused === null ? '' : `; refused it: ${printable(refused.error.slice(0, 120))}`
  return <span className="mid">{OUTCOMES[outcome] + tried}</span>
}

const OUTCOMES = {
  running: 'ran it',
  waiting: 'not known',
  overtaken: 'a later change came first',
  left: 'retired or given another policy first',
} as const

function levelOf(level: number): EvidenceLevel {
  const known: readonly EvidenceLevel[] = [0, 1, 2, 3, 4, 5]
  return known.find((one) => one === level) ?? 0
}
