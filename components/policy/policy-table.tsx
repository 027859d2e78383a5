import Link from 'next/link'
import { countOf } from '@/components/ui/format-number'
import { GlyphWord } from '@/components/ui/glyph'
import { Sha } from '@/components/ui/sha'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
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
  now: Date
}

/** All policies by folder: what unlisted tools get, how many tools and rules, the posture, the last change. */
export function PolicyTable({ groups, at, now }: PolicyTableProps) {
  return (
    <Table label="Policies" cards>
      <thead>
        <tr>
          <th>Policy</th>
          <th>Unlisted tools</th>
          <th className="n">Tools</th>
          <th className="n">Rules</th>
          <th style={{ width: 190 }}>Posture</th>
          <th>Last change</th>
          <th>Commit</th>
        </tr>
      </thead>
      {groups.map(({ folder, members }) => {
        const owners = commonOwners(members)
        return (
          <tbody key={folder}>
            <tr className="g">
              <th colSpan={7} scope="rowgroup">
                <span className="row wrap">
                  <b className="b" style={{ color: 'var(--ink)' }}>
                    {folder === '' ? 'at the top' : folder}
                  </b>
                  {owners !== undefined && <OwnersText owners={owners} />}
                </span>
              </th>
            </tr>
            {members.map((policy) => (
              <Row key={policy.path} policy={policy} showOwners={owners === undefined} at={at} now={now} />
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

interface RowProps {
  policy: ListedPolicy
  showOwners: boolean
  at: string | undefined
  now: Date
}

function Row({ policy, showOwners, at, now }: RowProps) {
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
          <div className="s">
            <OwnersText owners={owners} />
          </div>
        )}
      </td>
      <td data-l="unlisted tools">{figures !== null && <UnlistedAnswer answer={figures.default} />}</td>
      <td className="n" data-l="tools">
        {figures?.tools}
      </td>
      <td className="n" data-l="rules">
        {figures?.rules}
      </td>
      <td className="full">{figures !== null && <PostureBar postures={figures.postures} />}</td>
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
    </tr>
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
