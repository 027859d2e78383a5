'use client'

import { EvidenceBars, isEvidenceLevel } from '@/components/ui/evidence-bars'
import { Glyph } from '@/components/ui/glyph'
import { RowLink } from '@/components/ui/row-link'
import { HelpHeading } from '@/components/ui/help-heading'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import { CALL } from './decision-drawer'

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
    <Table label="Decisions" tight className="log">
      <thead>
        <tr>
          <th>Time, UTC</th>
          <th>Tool</th>
          <th>Rule</th>
          <th className="msgc">Message</th>
          <th>Proxy</th>
          <HelpHeading of="Evidence" />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} aria-selected={row.open}>
            <td className="tm0">
              <RowLink
                className="q"
                id={row.id}
                href={row.href}
                stay
                ofRow
                aria-describedby={`${row.id}-call`}
              >
                <Time at={row.at} now={now} show="millis" />
              </RowLink>
              {row.open && (
                <a className="to-call" href={`#${CALL}`}>
                  To the call
                </a>
              )}
            </td>
            <td className="tl0">
              <span className="row" style={{ gap: 7 }} id={`${row.id}-call`}>
                <Glyph
                  name={row.result === 'allowed' ? 'allowed' : 'denied'}
                  size={12}
                  label={WORDS[row.result]}
                />
                <span className="mono trunc">{printable(row.tool)}</span>
                {row.result === 'would-deny' && <span className="s drift">would be denied</span>}
              </span>
            </td>
            <td className="trunc ru">
              {row.rule === null ? (
                <span className="dim">{row.result === 'allowed' ? '' : 'no rule named'}</span>
              ) : (
                printable(row.rule)
              )}
              {row.attributed && <span className="s dim"> by message</span>}
            </td>
            <td className="trunc msgc mid">{printable(row.message ?? '')}</td>
            <td className="px">
              {row.proxy === null ? (
                <span className="dim">unmatched</span>
              ) : (
                <RowLink className="q" href={routes.proxy(row.proxy)}>
                  {row.proxy}
                </RowLink>
              )}
            </td>
            <td className="ev0">{isEvidenceLevel(row.evidence) && <EvidenceBars level={row.evidence} />}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

const WORDS = { allowed: 'allowed', denied: 'denied', 'would-deny': 'allowed, would be denied' } as const
