import Link from 'next/link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph, GlyphWord } from '@/components/ui/glyph'
import { Sha } from '@/components/ui/sha'
import { Spark } from '@/components/ui/spark'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { fleetState, type FleetStateId } from '@/lib/fleet/states'
import type { ListedPolicy } from '@/lib/repository/list-policies'
import { routes } from '@/lib/routes'
import { formatOwners } from './format-owners'
import { OwnersText } from './owners-text'
import { PostureBar } from './posture-bar'
import { UnlistedAnswer } from './unlisted-answer'

interface PolicyTableProps {
  groups: readonly { folder: string; members: readonly ListedPolicy[] }[]
  /** What the address asked for, kept in every link. */
  at: string | undefined
  /** What runs and what was denied, by full repository path; null in the past, where it says nothing. */
  live: ReadonlyMap<string, LivePolicy> | null
  now: Date
}

/** What is known of a policy besides its text. */
export interface LivePolicy {
  readonly inSync: number
  readonly total: number
  /** The worst state of its proxies. */
  readonly worst: FleetStateId | null
  readonly denied: number
  /** Denials per clock hour, the oldest first. */
  readonly hours: readonly number[]
}

/** All policies by folder: what unlisted tools get, the posture, where it runs, the last change, what it denied. */
export function PolicyTable({ groups, at, live, now }: PolicyTableProps) {
  const columns = live === null ? 6 : 8
  return (
    <Table label="Policies" cards>
      <thead>
        <tr>
          <th>Policy</th>
          <th>Unlisted tools</th>
          <th className="n">Tools</th>
          <th style={{ width: 190 }}>Posture</th>
          {live !== null && <th>In sync</th>}
          <th>Last change</th>
          <th>Commit</th>
          {live !== null && <th className="n">Denied 24 h</th>}
        </tr>
      </thead>
      {groups.map(({ folder, members }) => {
        const owners = commonOwners(members)
        return (
          <tbody key={folder}>
            <tr className="g">
              <th colSpan={columns} scope="rowgroup">
                <span className="row wrap">
                  <b className="b" style={{ color: 'var(--ink)' }}>
                    {folder === '' ? 'at the top' : folder}
                  </b>
                  {owners !== undefined && <OwnersText owners={owners} />}
                </span>
              </th>
            </tr>
            {members.map((policy) => (
              <Row
                key={policy.path}
                policy={policy}
                live={live === null ? null : (live.get(policy.repositoryPath) ?? NOWHERE)}
                showOwners={owners === undefined}
                at={at}
                now={now}
              />
            ))}
          </tbody>
        )
      })}
    </Table>
  )
}

/** The owners of all of them when they are the same; undefined when they differ. */
function commonOwners(members: readonly ListedPolicy[]): readonly string[] | null | undefined {
  const [first, ...more] = members
  if (first === undefined) return undefined
  const words = formatOwners(first.owners)
  return more.every(({ owners }) => formatOwners(owners) === words) ? first.owners : undefined
}

const NO_HOURS: readonly number[] = Array.from({ length: 24 }, () => 0)
const NOWHERE: LivePolicy = { inSync: 0, total: 0, worst: null, denied: 0, hours: [] }

interface RowProps {
  policy: ListedPolicy
  live: LivePolicy | null
  showOwners: boolean
  at: string | undefined
  now: Date
}

function Row({ policy, live, showOwners, at, now }: RowProps) {
  const { path, state, owners, lastChange } = policy
  const figures = 'figures' in state ? state.figures : null
  return (
    <tr>
      <td className="two-l full">
        <Link className="q b" href={routes.policy(path, { at })} prefetch={false}>
          {path.slice(path.lastIndexOf('/') + 1)}
        </Link>
        <Fault state={state} />
        {showOwners && (
          <div className="s mid">
            <OwnersText owners={owners} />
          </div>
        )}
      </td>
      <td data-l="unlisted tools">{figures !== null && <UnlistedAnswer answer={figures.default} />}</td>
      <td className="n" data-l="tools">
        {figures?.tools}
      </td>
      <td className="full">{figures !== null && <PostureBar postures={figures.postures} />}</td>
      {live !== null && (
        <td className="nw" data-l="in sync">
          <Runs live={live} path={path} />
        </td>
      )}
      <td className="two-l full">
        {lastChange !== null && (
          <>
            <span className="clip">{lastChange.subject}</span>
            <div className="s mid">
              {lastChange.committedBy}, <Time at={lastChange.at} now={now} />
            </div>
          </>
        )}
      </td>
      <td>
        {lastChange !== null && (
          <Sha sha={lastChange.sha} href={routes.policy(path, { at: lastChange.sha })} />
        )}
      </td>
      {live !== null && (
        <td className="n nw" data-l="denied 24 h">
          <Denied live={live} path={path} />
        </td>
      )}
    </tr>
  )
}

function Runs({ live: { inSync, total, worst }, path }: { live: LivePolicy; path: string }) {
  if (total === 0 || worst === null) return <span className="dim">nowhere</span>
  const { slug, word } = fleetState(worst)
  return (
    <Link className="q row" href={routes.fleet({ by: 'none', q: path })} prefetch={false} style={{ gap: 6 }}>
      <Glyph name={slug} label={`the worst: ${word.toLowerCase()}`} />
      <span className="num">
        {formatCount(inSync)} of {formatCount(total)}
      </span>
    </Link>
  )
}

function Denied({ live: { denied, hours }, path }: { live: LivePolicy; path: string }) {
  return (
    <span className="row nw" style={{ justifyContent: 'flex-end', gap: 12 }}>
      {denied === 0 ? (
        <span className="dim num">0</span>
      ) : (
        <Link className="q num" href={routes.decisions({ result: 'denied', policy: path })} prefetch={false}>
          {formatCount(denied)}
        </Link>
      )}
      <Spark
        values={hours.length === 0 ? NO_HOURS : hours}
        label={`Denials per hour, the last of 24: ${hours.at(-1) ?? 0}`}
      />
    </span>
  )
}

const UNREADABLE = {
  'too-large': 'larger than 1 MB, not read',
  binary: 'not a text file',
  missing: 'its content is missing in our copy',
  symlink: 'a symbolic link, never followed',
  submodule: 'a submodule, not a file',
} as const

/** Why Intercept would not run it, in one line. */
function Fault({ state }: { state: ListedPolicy['state'] }) {
  switch (state.kind) {
    case 'valid':
      return null
    case 'unreadable':
      return <FaultLine>{UNREADABLE[state.why]}</FaultLine>
    default:
      return (
        <FaultLine>
          Intercept would refuse it: {countOf(state.problems.length, 'problem')}, the first at line{' '}
          {state.problems[0]?.line ?? 1}
        </FaultLine>
      )
  }
}

function FaultLine({ children }: { children: React.ReactNode }) {
  return (
    <div className="s deny">
      <GlyphWord name="rejected">{children}</GlyphWord>
    </div>
  )
}
