import Link from 'next/link'
import type { ReactNode } from 'react'
import { SentenceText } from '@/components/policy/sentence-text'
import { formatMoment, formatSpan } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import type { PassingDifference } from '@/lib/changes/compare-versions'
import type { ComparedVersion } from '@/lib/repository/compare-policy'
import { ChangeLink } from './version-names'

/** Something that came and went, with who ran it. */
export interface PassingFacts {
  readonly passing: PassingDifference
  readonly came: ComparedVersion
  readonly went: ComparedVersion
  /** Who is proved to have run it; null when no proxy followed the file. */
  readonly ran: ReactNode
  /** The log of that time. */
  readonly calls: string
}

/** What neither of the two files shows. */
export function PassingRows({ passing, now }: { passing: readonly PassingFacts[]; now: Date }) {
  return (
    <tbody>
      <tr className="g">
        <th colSpan={3} scope="rowgroup">
          Came and went in between <span className="num">not visible in the two files</span>
        </th>
      </tr>
      {passing.map((facts) => (
        <PassingRow key={`${facts.came.sha} ${facts.passing.difference.text}`} facts={facts} now={now} />
      ))}
    </tbody>
  )
}

function PassingRow({ facts: { passing, came, went, ran, calls }, now }: { facts: PassingFacts; now: Date }) {
  const { difference, isEnd } = passing
  const span = formatSpan(went.landedAt.getTime() - came.landedAt.getTime())
  return (
    <tr>
      <td className="two-l full">
        <div className="li">
          <Glyph name={difference.effect} />
          <div>
            {isEnd && 'Until it ended so: '}
            <SentenceText sentence={difference.sentence} />
            <p className="s mid">
              For <b className="b">{span}</b> on the branch, {formatMoment(came.landedAt, now)} to{' '}
              {formatMoment(went.landedAt, now)}. {ran}
              {ran !== null && (
                <>
                  {' '}
                  <Link href={calls} prefetch={false}>
                    The calls of that time
                  </Link>
                </>
              )}
            </p>
            <p className="s dim">
              Witness: <SentenceText sentence={difference.witness.sentence} />
            </p>
          </div>
        </div>
      </td>
      <td className="s" data-l="by">
        <span className="nw">
          <ChangeLink version={came} />,
        </span>{' '}
        <ChangeLink version={went} />
      </td>
      <td className="n s dim" data-l="line">
        –
      </td>
    </tr>
  )
}
