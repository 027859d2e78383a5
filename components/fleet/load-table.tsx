import { HelpLink } from '@/components/ui/help-link'
import { formatSpan } from '@/components/ui/format-time'
import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { Sha } from '@/components/ui/sha'
import { HelpHeading } from '@/components/ui/help-heading'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { printable } from '@/lib/policy/describe/sentence'
import { PROVED } from '@/lib/wire/terms'

export interface LoadRow {
  readonly key: string
  readonly at: Date
  readonly nativeId: string
  readonly pid: number | null
  readonly kind: string
  readonly result: string | null
  readonly commit: string | null
  readonly error: string | null
  readonly evidence: EvidenceLevel
  /** The process denies nothing. */
  readonly observeOnly: boolean
  /** Its version of the policy; null without a commit. */
  readonly href: string | null
  /** From when the branch got its commit, for the first load of it; null for all others. */
  readonly afterMergeMs: number | null
}

/** What each process loaded, and when: the newest first. */
export function LoadTable({ rows, now }: { rows: readonly LoadRow[]; now: Date }) {
  const isTimed = rows.some(({ afterMergeMs }) => afterMergeMs !== null)
  return (
    <Table label="Loads" tight cards className="ld">
      <thead>
        <tr>
          <th>When, UTC</th>
          <th>What happened</th>
          <th>Content</th>
          <HelpHeading of="Evidence" />
          {isTimed && <th className="n">After merge</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <td className="nw" data-l="UTC">
              <Time at={row.at} now={now} show="clock" />
            </td>
            <td className="full">
              <span className="row" style={{ gap: 8, alignItems: 'flex-start' }}>
                <Glyph name={glyphOf(row)} label={null} />
                <span>
                  {happened(row)}
                  {row.error !== null && (
                    <>
                      <span className="s mid mono"> {printable(row.error)}</span>{' '}
                      {row.result === 'failure' && <HelpLink topic="state/rejected" />}
                    </>
                  )}
                </span>
              </span>
            </td>
            <td className={hasContent(row) ? 'nw' : 'ds'}>
              {hasContent(row) ? <Content row={row} /> : <span className="dim">–</span>}
            </td>
            <td className={row.evidence === 0 ? 'ds' : undefined}>
              {row.evidence === 0 ? <span className="dim">–</span> : <EvidenceBars level={row.evidence} />}
            </td>
            {isTimed && (
              <td className={row.afterMergeMs === null ? 'ds' : 'n num nw'} data-l="after merge">
                {row.afterMergeMs !== null && formatSpan(row.afterMergeMs)}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** Where nothing was loaded there is nothing to name, and nothing to prove. */
function hasContent({ commit, kind, result }: LoadRow): boolean {
  return commit !== null || (kind !== 'shutdown' && kind !== 'restart-command' && result !== 'failure')
}

function Content({ row: { commit, href, evidence } }: { row: LoadRow }) {
  if (commit !== null && href !== null) return <Sha sha={commit} href={href} />
  if (evidence < PROVED) return <span className="unver">not proved</span>
  return <span className="s drift b">no commit</span>
}

function glyphOf({ kind, result }: LoadRow): GlyphName {
  if (result === 'failure') return 'rejected'
  if (kind === 'shutdown') return 'not-running'
  return kind === 'restart-command' ? 'note' : 'passed'
}

/** Without a result it began; what came of it is a line of its own. */
function restartWord(result: string | null): string {
  return result === null ? 'begun' : result === 'failure' ? 'failed' : 'run'
}

function happened({ pid, nativeId, kind, result, observeOnly }: LoadRow): string {
  const who = pid === null ? nativeId : `pid ${pid}`
  if (kind === 'shutdown') return `${who} ended`
  if (kind === 'restart-command') return `Restart command ${restartWord(result)} for ${who}`
  const what = kind === 'startup' ? 'started' : 'reloaded'
  return result === 'failure'
    ? `${who}: ${kind === 'startup' ? 'start' : 'reload'} refused:`
    : `${who} ${what}, ${observeOnly ? 'observing only' : 'enforcing'}`
}
