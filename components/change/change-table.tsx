'use client'

import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { RowLink } from '@/components/ui/row-link'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { Effect } from '@/lib/changes/sum-effect'
import type { RunningNow } from '@/lib/fleet/count-running'
import { fleetState } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'
import { EffectColumns } from './effect/effect-columns'

/** One change as the list shows it. */
export interface ChangeRow {
  readonly key: string
  /** `landed`: the branch has it, and GitHub was not yet asked whether a pull request brought it. */
  readonly kind: 'open' | 'draft' | 'merged' | 'closed' | 'push' | 'landed'
  readonly title: string
  /** Null for a commit without a pull request, as far as is known. */
  readonly number: number | null
  readonly commit: string | null
  readonly by: string
  readonly at: Date
  /** Below the policy root where they are there; null while the mirror does not know. */
  readonly paths: readonly string[] | null
  readonly approvals: number
  readonly asked: readonly string[]
  /** It waits for the person who looks, or for a team of theirs; null where it does not, or that is not known. */
  readonly asks: 'person' | 'team' | null
  readonly checks: { readonly passed: number; readonly failed: readonly string[]; readonly total: number }
  readonly conflicts: boolean
  /** What it does to answers; null when that is not computed yet. */
  readonly effect: Effect | null
  readonly isEmergency: boolean
  /** Drafted here; otherwise it was opened on GitHub. */
  readonly ours: boolean
  /** Who runs it now; null before the merge, and where that is not asked. */
  readonly running: RunningNow | null
}

/** Changes of which the same became. */
export interface ChangeGroup {
  readonly title: string
  /** In which order they stand, where it is not the list's own. */
  readonly note?: string
  readonly rows: readonly ChangeRow[]
  /** More than `rows` where some are not shown. */
  readonly total: number
}

interface ChangeTableProps {
  readonly groups: readonly ChangeGroup[]
  /** The last column but one: who runs it now, or, in a list of the past, the commit. */
  readonly shows?: 'running' | 'commit'
  readonly now: Date
}

const GLYPHS: Record<ChangeRow['kind'], GlyphName> = {
  open: 'open',
  draft: 'draft',
  merged: 'merged',
  closed: 'hidden',
  push: 'spike',
  landed: 'waiting',
}

const COLUMNS = 9
/** The change itself names all. */
const MOST_ASKED = 3

/** Changes by what became of them, the latest first: what, by whom, what it waits for. */
export function ChangeTable({ groups, shows = 'running', now }: ChangeTableProps) {
  return (
    <Table label="Changes" cards className="chl">
      <thead>
        <tr>
          <th className="n">PR</th>
          <th>Change</th>
          <th>Touches</th>
          <th>Drafted by</th>
          <th>Approval</th>
          <th>Checks</th>
          <th>Effect</th>
          <th>{shows === 'running' ? 'Running on' : 'Commit'}</th>
          <th className="n">Last event</th>
        </tr>
      </thead>
      {groups.map(({ title, note, rows, total }) => (
        <tbody key={title}>
          <tr className="g">
            <th colSpan={COLUMNS} scope="rowgroup">
              <b className="b ink">{title}</b> <span className="num">{formatCount(total)}</span>
              {note !== undefined && <span className="s mid"> · {note}</span>}
            </th>
          </tr>
          {rows.map((row) => (
            <Row key={row.key} row={row} shows={shows} now={now} />
          ))}
        </tbody>
      ))}
    </Table>
  )
}

interface RowProps {
  readonly row: ChangeRow
  readonly shows: 'running' | 'commit'
  readonly now: Date
}

function Row({ row, shows, now }: RowProps) {
  const { number, kind, by, at, paths, isEmergency, checks, effect } = row
  return (
    <tr>
      <td className="n dim num ds">{number === null ? '–' : `#${number}`}</td>
      <td className="full">
        <span className="row wrap" style={{ gap: 8 }}>
          <Glyph name={isEmergency ? 'emergency' : GLYPHS[kind]} label={isEmergency ? 'emergency' : null} />
          <ChangeLink row={row} />
          <Tags row={row} />
        </span>
      </td>
      <td className="mid" data-l={paths === null ? 'touches' : undefined} title={paths?.join(', ')}>
        <span className="trunc0">{touches(paths)}</span>
      </td>
      <td data-l={number === null ? 'committed by' : 'drafted by'}>{by}</td>
      <td
        className="s"
        data-l={kind === 'landed' || (paths === null && kind !== 'closed') ? 'approval' : undefined}
      >
        <Approval row={row} />
      </td>
      <td
        className="s nw"
        data-l="checks"
        title={checks.failed.length === 0 ? undefined : `failing: ${checks.failed.join(', ')}`}
      >
        {(paths === null || kind === 'landed') && checks.total === 0 ? NOT_KNOWN : <Checks checks={checks} />}
      </td>
      <td className="s" data-l="effect">
        <EffectColumns effect={effect} />
      </td>
      {shows === 'running' ? (
        <td
          // Without a policy there is no effect either, which says so already where columns have no heads.
          className={row.running?.kind === 'nothing' ? 's nw ds' : 's nw'}
          data-l={isRunningTold(row) ? undefined : 'running on'}
        >
          <RunningOn row={row} />
        </td>
      ) : (
        <td className="ds nw">
          <Commit row={row} />
        </td>
      )}
      <td className="n dim nw push">
        <Time at={at} now={now} show="age" />
      </td>
    </tr>
  )
}

function Commit({ row: { commit } }: { row: ChangeRow }) {
  if (commit === null) return <span className="dim">not merged</span>
  return <Sha sha={commit} href={routes.policies({ at: commit })} />
}

/** Whether the cell says by itself what it is about, where columns have no heads. */
function isRunningTold({ commit, running }: ChangeRow): boolean {
  return commit === null || (running !== null && running.kind !== 'counted')
}

/** How many of its proxies run it now, with the state that most wants a look. */
function RunningOn({ row: { commit, running } }: { row: ChangeRow }) {
  if (commit === null) return <span className="dim">not merged</span>
  if (running === null) return <span className="dim">not known</span>
  if (running.kind === 'superseded') return <span className="dim">superseded</span>
  if (running.kind === 'nothing') return <span className="dim">no policy</span>
  const { total, running: count, worst } = running
  if (total === 0) return <span className="dim">no proxy</span>
  return (
    <span className="row num" style={{ gap: 6 }}>
      <Glyph name={worst === null ? 'in-sync' : fleetState(worst).slug} />
      {formatCount(count)} of {formatCount(total)}
    </span>
  )
}

function ChangeLink({ row: { number, title, commit } }: { row: ChangeRow }) {
  if (number === null && commit === null) return title
  const href = number === null ? routes.changeByCommit(commit ?? '') : routes.change(number)
  return (
    <RowLink className="q b" href={href} ofRow>
      {title}
      {number !== null && <span className="chn"> #{number}</span>}
    </RowLink>
  )
}

function Tags({ row: { kind, isEmergency, ours, conflicts, asks } }: { row: ChangeRow }) {
  return (
    <>
      {isEmergency && <span className="tag deny">emergency</span>}
      {kind === 'push' && <span className="tag drift">pushed without a PR</span>}
      {kind === 'landed' && <span className="tag dash">looking up its PR</span>}
      {kind === 'draft' && <span className="tag dash">draft</span>}
      {(kind === 'open' || kind === 'draft') && !ours && <span className="tag dash">opened on GitHub</span>}
      {asks === 'person' && <span className="tag info">asks you</span>}
      {asks === 'team' && (
        <span className="tag info" title="GitHub asks a team that you are in">
          <span className="sr">asks </span>your team
        </span>
      )}
      {conflicts && <span className="tag deny">conflicts</span>}
    </>
  )
}

function touches(paths: readonly string[] | null): string {
  if (paths === null) return 'not known yet'
  const [only] = paths
  return paths.length === 1 && only !== undefined ? only : countOf(paths.length, 'file')
}

const NOT_KNOWN = <span className="dim">not known yet</span>

function Approval({ row: { kind, approvals, asked, paths } }: { row: ChangeRow }) {
  // GitHub was not asked about it yet: nothing is known, which is not the same as nothing is there.
  if (kind === 'landed') return NOT_KNOWN
  if (paths === null && approvals === 0 && asked.length === 0 && kind !== 'closed') return NOT_KNOWN
  if (kind === 'push') return <Mark glyph="failed" words="No review" />
  if (kind === 'closed') return <span className="dim">Closed, not merged</span>
  if (kind === 'draft') return <span className="dim">Asks nobody yet</span>
  if (kind === 'merged')
    return approvals === 0 ? (
      <Mark glyph="failed" words="No approval" />
    ) : (
      <Mark glyph="passed" words={countOf(approvals, 'approval')} />
    )
  const approved = approvals === 0 ? '' : `${countOf(approvals, 'approval')}${asked.length === 0 ? '' : ', '}`
  const names = asked.map((name) => name.replace(/^.*\//, ''))
  const more = names.length > MOST_ASKED ? ` and ${formatCount(names.length - MOST_ASKED)} more` : ''
  const waits = names.length === 0 ? '' : `asked: ${names.slice(0, MOST_ASKED).join(', ')}${more}`
  return (
    <Mark
      glyph={approvals > 0 && asked.length === 0 ? 'passed' : 'waiting'}
      words={`${approved}${waits}` || 'nobody asked'}
    />
  )
}

function Checks({ checks: { passed, failed, total } }: Pick<ChangeRow, 'checks'>) {
  if (total === 0) return <span className="dim">none</span>
  const glyph = failed.length > 0 ? 'failed' : passed === total ? 'passed' : 'waiting'
  return <Mark glyph={glyph} words={`${passed} of ${total}`} />
}

function Mark({ glyph, words }: { glyph: GlyphName; words: string }) {
  return (
    <span className="row mid" style={{ gap: 6 }}>
      <Glyph name={glyph} size={12} label={null} />
      {words}
    </span>
  )
}
