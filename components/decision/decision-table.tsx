import Link from 'next/link'
import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { GlyphWord } from '@/components/ui/glyph'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

/** One line of the log; `href` opens it. */
export interface DecisionLine {
  readonly id: string
  readonly at: Date
  readonly tool: string
  readonly result: 'allowed' | 'denied' | 'would-deny'
  readonly rule: string | null
  readonly attributed: boolean
  readonly message: string | null
  readonly proxy: string | null
  readonly evidence: number
  readonly href: string
  readonly open: boolean
}

/** The log, newest first. */
export function DecisionTable({ rows, now }: { rows: readonly DecisionLine[]; now: Date }) {
  return (
    <Table label="Decisions" tight cards>
      <thead>
        <tr>
          <th>Time, UTC</th>
          <th>Result</th>
          <th>Tool</th>
          <th>Rule</th>
          <th>Proxy</th>
          <th>Evidence</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} aria-selected={row.open}>
            <td>
              <Link href={row.href} prefetch={false} scroll={false}>
                <Time at={row.at} now={now} show="clock" />
              </Link>
            </td>
            <td data-l="Result">
              <GlyphWord name={row.result === 'allowed' ? 'allowed' : 'denied'}>
                {WORDS[row.result]}
              </GlyphWord>
            </td>
            <td className="mono" data-l="Tool">
              {row.tool}
            </td>
            <td data-l="Rule">
              {row.rule ?? <span className="dim">{row.message ?? '–'}</span>}
              {row.attributed && <span className="s dim"> by message</span>}
            </td>
            <td data-l="Proxy">
              {row.proxy === null ? (
                <span className="dim">unmatched</span>
              ) : (
                <Link href={routes.proxy(row.proxy)} prefetch={false}>
                  {row.proxy}
                </Link>
              )}
            </td>
            <td data-l="Evidence">{isLevel(row.evidence) && <EvidenceBars level={row.evidence} />}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

const WORDS = { allowed: 'allowed', denied: 'denied', 'would-deny': 'allowed, would be denied' } as const

function isLevel(level: number): level is EvidenceLevel {
  return Number.isInteger(level) && level >= 0 && level <= 5
}
