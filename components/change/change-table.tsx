import Link from 'next/link'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

/** One change as the list shows it. */
export interface ChangeRow {
  readonly key: string
  readonly kind: 'open' | 'draft' | 'merged' | 'closed' | 'push'
  readonly title: string
  /** Null for a commit that was pushed without a pull request. */
  readonly number: number | null
  readonly commit: string | null
  readonly by: string
  readonly at: Date
  readonly approvals: number
  readonly asked: readonly string[]
  readonly failing: readonly string[]
  readonly conflicts: boolean
}

const GLYPHS: Record<ChangeRow['kind'], GlyphName> = {
  open: 'open',
  draft: 'draft',
  merged: 'merged',
  closed: 'hidden',
  push: 'spike',
}

/** Changes, newest first: what, by whom, what it waits for. */
export function ChangeTable({ rows, now }: { rows: readonly ChangeRow[]; now: Date }) {
  return (
    <Table label="Changes" cards>
      <thead>
        <tr>
          <th>Change</th>
          <th>By</th>
          <th>State</th>
          <th>When</th>
          <th>Commit</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <td className="full">
              <span className="row" style={{ gap: 8 }}>
                <Glyph name={GLYPHS[row.kind]} label={null} />
                <ChangeLink row={row} />
              </span>
            </td>
            <td data-l={row.number === null ? 'Committed by' : 'Drafted by'}>{row.by}</td>
            <td data-l="State">
              <StateText row={row} />
            </td>
            <td data-l="When">
              <Time at={row.at} now={now} />
            </td>
            <td data-l="Commit">
              {row.commit === null ? <span className="dim">–</span> : <Sha sha={row.commit} />}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function ChangeLink({ row: { number, title, commit } }: { row: ChangeRow }) {
  if (number === null && commit === null) return title
  const href = number === null ? routes.changeByCommit(commit ?? '') : routes.change(number)
  return (
    <span>
      <Link href={href} prefetch={false}>
        {title}
      </Link>{' '}
      {number !== null && <span className="dim num">#{number}</span>}
    </span>
  )
}

function StateText({ row }: { row: ChangeRow }) {
  switch (row.kind) {
    case 'push':
      return <span className="drift">pushed without a pull request</span>
    case 'merged':
      return `merged, ${row.approvals === 0 ? 'no approval' : `${row.approvals} approved`}`
    case 'closed':
      return <span className="dim">closed</span>
    case 'draft':
      return <span className="dim">draft, asks nobody yet</span>
    default:
      return <OpenText row={row} />
  }
}

function OpenText({ row: { conflicts, failing, asked, approvals } }: { row: ChangeRow }) {
  if (conflicts) return <span className="deny">conflicts with its branch</span>
  if (failing.length > 0) return <span className="deny">failing: {failing.join(', ')}</span>
  const waits = asked.length === 0 ? '' : `asked: ${asked.map((name) => `@${name}`).join(', ')}`
  const approved = approvals === 0 ? '' : `${approvals} approved`
  return [approved, waits].filter((part) => part !== '').join(', ') || 'open'
}
