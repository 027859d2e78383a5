import Link from 'next/link'
import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { formatClock, formatSpan } from '@/components/ui/format-time'
import { HelpHeading } from '@/components/ui/help-heading'
import { Table } from '@/components/ui/table'
import { routes } from '@/lib/routes'
import type { RunBar, RunLane } from './run-lanes'

/** The times of the picture: what each proxy ran, from when until when. */
export function RunsTable({ lanes, now }: { lanes: readonly RunLane[]; now: Date }) {
  return (
    <Table label="Who ran which, proxy by proxy" tight cards>
      <thead>
        <tr>
          <th>Proxy</th>
          <th>Ran</th>
          <th>From, UTC</th>
          <th>Until, UTC</th>
          <th className="n">For</th>
          <HelpHeading of="Evidence" />
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane) =>
          lane.bars.length === 0 ? (
            <tr key={lane.proxy}>
              <Proxy lane={lane} />
              <td className="full dim" colSpan={5}>
                nothing that is recorded
              </td>
            </tr>
          ) : (
            lane.bars.map((bar) => (
              <Row key={`${lane.proxy} ${bar.from.getTime()}`} lane={lane} bar={bar} now={now} />
            ))
          ),
        )}
      </tbody>
    </Table>
  )
}

function Row({ lane, bar, now }: { lane: RunLane; bar: RunBar; now: Date }) {
  const goesOn = bar.to.getTime() === now.getTime()
  return (
    <tr>
      <Proxy lane={lane} />
      <td className="nw">
        <Names bar={bar} />
      </td>
      <td className="num nw" data-l="from">
        {formatClock(bar.from, now)}
      </td>
      <td className="num nw" data-l="until">
        {goesOn ? 'now' : formatClock(bar.to, now)}
      </td>
      <td className="n" data-l="for">
        {formatSpan(bar.to.getTime() - bar.from.getTime())}
      </td>
      <td>
        <EvidenceBars level={levelOf(bar.evidence)} />
      </td>
    </tr>
  )
}

function Proxy({ lane: { proxy, environment } }: { lane: RunLane }) {
  return (
    <td className="nw">
      <Link className="q b" href={routes.proxy(proxy)} prefetch={false}>
        {proxy}
      </Link>{' '}
      <span className="s dim">{environment}</span>
    </td>
  )
}

function Names({ bar: { look, names } }: { bar: RunBar }) {
  return (
    <>
      {look === 'unproved' && <span className="unver">not proved </span>}
      {names.map(({ word, href }, index) => (
        <span key={word}>
          {index > 0 && ' and '}
          {href === null ? (
            <span className="drift b">{word}</span>
          ) : (
            <Link className="sha" href={href} prefetch={false}>
              {word}
            </Link>
          )}
        </span>
      ))}
    </>
  )
}

function levelOf(level: number): EvidenceLevel {
  const known: readonly EvidenceLevel[] = [0, 1, 2, 3, 4, 5]
  return known.find((one) => one === level) ?? 0
}
