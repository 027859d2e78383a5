import Link from 'next/link'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import type { ReviewState } from '@/lib/changes/review-state'
import type { Effect } from '@/lib/changes/sum-effect'
import { routes } from '@/lib/routes'
import { EffectColumns } from './effect/effect-columns'

type CheckThen = Pick<ReviewState['checks'][number], 'name' | 'state'>

/** A pull request that was open at an instant, and what became of it since. */
export interface OpenThenRow {
  readonly number: number
  readonly title: string
  /** As it is labelled now. */
  readonly isEmergency: boolean
  readonly by: string
  readonly openedAt: Date
  /** Below the policy root where they are there; null while the mirror does not know. */
  readonly paths: readonly string[] | null
  readonly effect: Effect | null
  /** False: paths and effect are those of its last head. */
  readonly isHeadOfThen: boolean
  /** What they said then; null when that was not noted. */
  readonly checks: readonly CheckThen[] | null
  readonly became: 'open' | 'merged' | 'closed'
  readonly endedAt: Date | null
  readonly commit: string | null
}

interface OpenThenTableProps {
  readonly rows: readonly OpenThenRow[]
  readonly now: Date
}

/** What was on its way then. */
export function OpenThenTable({ rows, now }: OpenThenTableProps) {
  return (
    <Table label="Open then" cards>
      <thead>
        <tr>
          <th className="n">PR</th>
          <th>Change</th>
          <th>Touches</th>
          <th>Drafted by</th>
          <th>Effect</th>
          <th>Checks then</th>
          <th className="n">Opened</th>
          <th>Since then</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(
          ({ number, title, isEmergency, by, openedAt, paths, effect, isHeadOfThen, checks, ...row }) => (
            <tr key={number}>
              <td className="n dim num ds">#{number}</td>
              <td className="full">
                <Link href={routes.change(number)} prefetch={false}>
                  {title}
                  <span className="chn"> #{number}</span>
                </Link>{' '}
                {isEmergency && <span className="tag deny">emergency</span>}
              </td>
              <td className="mid" title={paths?.join(', ')}>
                <span className="trunc0">
                  {paths === null ? 'not known yet' : paths.length === 1 ? paths[0] : `${paths.length} files`}
                </span>
                {!isHeadOfThen && <div className="s dim">of the last head</div>}
              </td>
              <td data-l="drafted by">{by}</td>
              <td className="s" data-l="effect">
                <EffectColumns effect={effect} />
              </td>
              <td className="s" data-l="checks then">
                {sayChecks(checks)}
              </td>
              <td className="n s" data-l="opened">
                <Time at={openedAt} now={now} />
              </td>
              <td className="s" data-l="since then">
                <Became {...row} now={now} />
              </td>
            </tr>
          ),
        )}
      </tbody>
    </Table>
  )
}

const WORDS = { success: 'passed', failure: 'failed', pending: 'running', neutral: 'neutral' } as const

/** "2 passed, 1 failed". */
function sayChecks(checks: readonly CheckThen[] | null): string {
  if (checks === null) return 'not noted'
  if (checks.length === 0) return 'none reported'
  const states = ['success', 'failure', 'pending', 'neutral'] as const
  return states
    .map((state) => ({ state, count: checks.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${WORDS[state]}`)
    .join(', ')
}

type BecameProps = Pick<OpenThenRow, 'became' | 'endedAt' | 'commit'> & { readonly now: Date }

function Became({ became, endedAt, commit, now }: BecameProps) {
  if (became === 'open' || endedAt === null) return 'still open'
  return (
    <>
      {became} <Time at={endedAt} now={now} />{' '}
      {commit !== null && <Sha sha={commit} href={routes.policies({ at: commit })} />}
    </>
  )
}
