'use client'

import { colourLines, type Piece } from './colour-lines'
import { foldUnchanged, type DiffLine } from './diff-lines'
import { DiffFold, DiffGap, DiffText } from './diff-text'
import type { DiffViewProps } from './diff-view'
import { pairLines } from './pair-lines'
import { runLength } from './word-marks'

/** A diff in two columns, the old lines beside the new ones; below 900 px in one. Long unchanged runs are folded. */
export function SideBySide({ label, parts, language = 'yaml' }: DiffViewProps) {
  const pieces = new Map(parts.flatMap(({ lines }) => [...colourLines(lines, language)]))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long words may make it scroll, so the keyboard must reach it
    <div className="sbs" tabIndex={0} role="region" aria-label={label}>
      {foldUnchanged(parts).map((segment, at) => {
        // oxlint-disable-next-line react/no-array-index-key -- segments of a diff never move
        if (segment.kind === 'left-out') return <DiffGap key={at} count={segment.count} />
        const rows = rowsOf(segment.lines).map((row) => (
          <Row key={`${row.old?.oldLine}:${row.new?.newLine}`} row={row} pieces={pieces} />
        ))
        if (segment.kind === 'lines') return rows
        return (
          // oxlint-disable-next-line react/no-array-index-key -- segments of a diff never move
          <DiffFold key={at} count={segment.lines.length}>
            {rows}
          </DiffFold>
        )
      })}
    </div>
  )
}

/** What stands beside each other; an unchanged line is on both sides. */
interface SideRow {
  readonly old: DiffLine | null
  readonly new: DiffLine | null
}

function rowsOf(lines: readonly DiffLine[]): SideRow[] {
  const rows: SideRow[] = []
  let at = 0
  while (at < lines.length) {
    const removed = runLength(lines, at, 'removed')
    const added = runLength(lines, at + removed, 'added')
    const old = lines.slice(at, at + removed)
    const fresh = lines.slice(at + removed, at + removed + added)
    const line = lines[at]
    if (removed + added === 0 && line !== undefined) rows.push({ old: line, new: line })
    const texts = [old, fresh].map((side) => side.map(({ text }) => text))
    for (const pair of pairLines(texts[0] ?? [], texts[1] ?? []))
      rows.push({
        old: pair.old === null ? null : (old[pair.old] ?? null),
        new: pair.new === null ? null : (fresh[pair.new] ?? null),
      })
    at += Math.max(1, removed + added)
  }
  return rows
}

function Row({ row, pieces }: { row: SideRow; pieces: ReadonlyMap<DiffLine, readonly Piece[]> }) {
  const isSame = row.old !== null && row.old === row.new
  return (
    <div className={isSame ? 'r same' : 'r'}>
      <Side line={row.old} side="old" pieces={pieces} />
      <Side line={row.new} side="new" pieces={pieces} />
    </div>
  )
}

const LOOK = {
  same: { tone: undefined, sign: '', spoken: null },
  removed: { tone: 'del', sign: '−', spoken: 'removed ' },
  added: { tone: 'add', sign: '+', spoken: 'added ' },
} as const

interface SideProps {
  line: DiffLine | null
  side: 'old' | 'new'
  pieces: ReadonlyMap<DiffLine, readonly Piece[]>
}

function Side({ line, side, pieces }: SideProps) {
  const { tone, sign, spoken } = line === null ? { tone: 'nil', sign: '', spoken: null } : LOOK[line.kind]
  return (
    <>
      <i className={tone}>{side === 'old' ? line?.oldLine : line?.newLine}</i>
      <b className={tone} aria-hidden="true">
        {sign}
      </b>
      <span className={tone}>
        {spoken !== null && <span className="sr">{spoken}</span>}
        {line !== null && <DiffText pieces={pieces.get(line) ?? []} />}
        {'\n'}
      </span>
    </>
  )
}
