'use client'

import { formatCount } from '@/components/ui/format-number'
import { Glyph, GlyphWord } from '@/components/ui/glyph'
import { RowLink } from '@/components/ui/row-link'
import { Sha } from '@/components/ui/sha'
import { Spark } from '@/components/ui/spark'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { fleetState } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'
import { OwnersText } from './owners-text'
import type { LivePolicy, PolicyRow } from './policy-row'
import { PostureBar } from './posture-bar'
import { RequiredText } from './required-text'
import { UnlistedAnswer } from './unlisted-answer'

interface PolicyTableProps {
  groups: readonly { folder: string; members: readonly PolicyRow[] }[]
  /** What the address asked for, kept in every link. */
  at: string | undefined
  /** Also shows what runs and what was denied. */
  isNow: boolean
  now: Date
}

/** All policies by folder: what unlisted tools get, the posture, where it runs, the last change, what it denied. */
export function PolicyTable({ groups, at, isNow, now }: PolicyTableProps) {
  const columns = isNow ? 8 : 6
  return (
    <Table label="Policies" cards>
      <thead>
        <tr>
          <th>Policy</th>
          <th>Unlisted tools</th>
          <th className="n">Tools</th>
          <th className="posture">Posture</th>
          {isNow && <th>In sync</th>}
          <th>Last change</th>
          <th className="cm">Commit</th>
          {isNow && (
            <th className="n">
              <span className="over-spark">Denied 24 h</span>
            </th>
          )}
        </tr>
      </thead>
      {groups.map(({ folder, members }) => {
        const common = commonOwners(members)
        return (
          <tbody key={folder}>
            <tr className="g">
              <th colSpan={columns} scope="rowgroup">
                <span className="row wrap">
                  <b className="b" style={{ color: 'var(--ink)' }}>
                    {folder === '' ? 'at the top' : folder}
                  </b>
                  {common !== undefined && <Owners of={common} />}
                </span>
              </th>
            </tr>
            {members.map((policy) => (
              <Row
                key={policy.path}
                policy={policy}
                showOwners={common === undefined || keyOf(common) !== keyOf(policy)}
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

/** Who must agree to a change of a policy. */
type Owned = Pick<PolicyRow, 'owners' | 'required'>

function Owners({ of: { owners, required } }: { of: Owned }) {
  return (
    <span>
      <OwnersText owners={owners} />
      <RequiredText teams={required} />
    </span>
  )
}

/** The owners of more than half of them; undefined where there are none. */
function commonOwners(members: readonly PolicyRow[]): Owned | undefined {
  const counts = new Map<string, { owned: Owned; count: number }>()
  for (const owned of members) {
    const key = keyOf(owned)
    counts.set(key, { owned, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count)
  return most !== undefined && most.count * 2 > members.length ? most.owned : undefined
}

/** The same of those to whom the same must agree. */
function keyOf({ owners, required }: Owned): string {
  return JSON.stringify([owners, required])
}

const NO_HOURS: readonly number[] = Array.from({ length: 24 }, () => 0)

interface RowProps {
  policy: PolicyRow
  showOwners: boolean
  at: string | undefined
  now: Date
}

function Row({ policy, showOwners, at, now }: RowProps) {
  const { path, fault, figures, isMine, lastChange, live } = policy
  return (
    <tr>
      <td className="two-l full">
        <RowLink className="q b" href={routes.policy(path, { at })} ofRow>
          {path.slice(path.lastIndexOf('/') + 1)}
        </RowLink>
        {isMine && <span className="tag info mine">yours</span>}
        {fault !== null && (
          <div className="s deny">
            <GlyphWord name="rejected">{fault}</GlyphWord>
          </div>
        )}
        {showOwners && (
          <div className="s mid">
            <Owners of={policy} />
          </div>
        )}
      </td>
      <td data-l="unlisted tools">{figures !== null && <UnlistedAnswer answer={figures.default} />}</td>
      <td className="n" data-l="tools">
        {figures !== null && formatCount(figures.tools)}
      </td>
      <td className="full">{figures !== null && <PostureBar postures={figures.postures} />}</td>
      {live !== null && (
        <td className="nw" data-l={live.worst === null ? 'runs' : 'in sync'}>
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
      <td className="cm">
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
    <RowLink className="q row" href={routes.fleet({ by: 'none', q: path })} style={{ gap: 6 }}>
      <Glyph name={slug} label={`the worst: ${word.toLowerCase()}`} />
      <span className="num">
        {formatCount(inSync)} of {formatCount(total)}
      </span>
    </RowLink>
  )
}

function Denied({ live: { denied, hours }, path }: { live: LivePolicy; path: string }) {
  return (
    <span className="row nw" style={{ justifyContent: 'flex-end', gap: 12 }}>
      {denied === 0 ? (
        <span className="dim num">0</span>
      ) : (
        <RowLink className="q num" href={routes.decisions({ result: 'denied', policy: path })}>
          {formatCount(denied)}
        </RowLink>
      )}
      <Spark
        values={hours.length === 0 ? NO_HOURS : hours}
        label={`Denials per hour, the last of 24: ${hours.at(-1) ?? 0}`}
      />
    </span>
  )
}
