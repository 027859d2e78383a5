'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { HelpLink } from '@/components/ui/help-link'
import { useAskServer, whyNot } from '@/components/ui/ask-server'
import { ConfirmAction } from '@/components/ui/confirm-action'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { apiRoutes, routes } from '@/lib/routes'

/** An enrolment key without its text, which nobody has any more. */
export interface KeyRow {
  readonly id: string
  readonly scope: {
    readonly paths: readonly string[]
    readonly labels: Readonly<Record<string, string>>
    readonly modes: readonly string[]
    readonly names: readonly string[]
    readonly environments: readonly string[] | null
  }
  /** Null: any number. */
  readonly usesLeft: number | null
  readonly uses: number
  readonly madeBy: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly state: 'counts' | 'used-up' | 'expired' | 'revoked'
  readonly enrolled: readonly { readonly proxyName: string }[]
}

/** A key by the end of its id, as the audit trail names it too; its text is not stored. */
export function keyName(id: string): string {
  return `key …${id.slice(-6)}`
}

/** What each key may still enrol; those that do not count any more are grey. */
export function KeyTable({ keys, now }: { keys: readonly KeyRow[]; now: Date }) {
  return (
    <Table label="Enrolment keys" tight cards>
      <thead>
        <tr>
          <th>Key</th>
          <th>Made by</th>
          <th>Policies</th>
          <th>Proxies</th>
          <th>Modes</th>
          <th className="n">Used</th>
          <th>Ends</th>
          <th>
            <span className="sr">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyLine key={key.id} row={key} now={now} />
        ))}
      </tbody>
    </Table>
  )
}

function KeyLine({ row, now }: { row: KeyRow; now: Date }) {
  const { id, scope, usesLeft, uses, madeBy, createdAt, enrolled, state } = row
  const router = useRouter()
  const { deleteAt } = useAskServer()
  const most = usesLeft === null ? null : usesLeft + uses
  const tone = state === 'counts' ? '' : 'dim'
  return (
    <tr>
      <td className={`nw ${tone}`}>
        <span className="mono s" title={id}>
          {keyName(id)}
        </span>{' '}
        {most === 1 && <span className="tag dash">once</span>}
      </td>
      <td className={tone} data-l="Made by">
        {madeBy === null ? 'not known' : `@${madeBy}`}, <Time at={createdAt} now={now} show="moment" />
      </td>
      <td className={`mono s full two-l ${tone}`} data-l="Policies">
        {scope.paths.join(', ')}
      </td>
      <td className={`s full txt two-l ${tone}`} data-l="Proxies">
        <Proxies scope={scope} enrolled={enrolled} />
      </td>
      <td className={tone} data-l="Modes">
        {scope.modes.join(', ')}
      </td>
      <td className={`n ${tone}`} data-l="Used">
        <span className="nw">
          {most === null ? `${formatCount(uses)}, no limit` : `${uses} of ${formatCount(most)}`}
        </span>
      </td>
      <td className={`txt ${tone}`} data-l="Ends">
        <End row={row} now={now} />
      </td>
      <td className="n push">
        {state === 'counts' && (
          <ConfirmAction
            verb="Revoke"
            label={`Revoke ${keyName(id)}`}
            trigger="link"
            title={`Revoke ${keyName(id)}?`}
            act={() => deleteAt(apiRoutes.key(id)).then(whyNot)}
            done={() => router.refresh()}
          >
            It enrols nothing more, for good. {countOf(uses, 'proxy', 'proxies')} enrolled with it{' '}
            {uses === 1 ? 'keeps its own token.' : 'keep their own tokens.'}
          </ConfirmAction>
        )}
      </td>
    </tr>
  )
}

/** "stripe-*, env prod, team payments", and what it has enrolled. */
function Proxies({ scope, enrolled }: Pick<KeyRow, 'scope' | 'enrolled'>) {
  const { names, environments, labels } = scope
  const [last] = enrolled
  const isLast = names.length === 1 && names[0] === last?.proxyName
  const parts = [
    ...(isLast ? [] : [names.includes('*') ? 'any name' : names.join(', ')]),
    ...(environments === null ? [] : [`env ${environments.join(' or ')}`]),
    ...Object.entries(labels).map(([label, value]) => `${label} ${value}`),
  ]
  const proxy = last !== undefined && (
    <Link href={routes.proxy(last.proxyName)} prefetch={false}>
      {last.proxyName}
    </Link>
  )
  // It is for this one name, and the proxy of it is there.
  if (isLast)
    return (
      <>
        {proxy}
        {parts.length > 0 && `; ${parts.join('; ')}`}
      </>
    )
  return (
    <>
      {parts.join('; ')}
      {proxy !== false && <>, last {proxy}</>}
    </>
  )
}

const ENDED = { 'used-up': 'used up', revoked: 'revoked', expired: 'ended' } as const

function End({ row: { state, expiresAt, revokedAt }, now }: { row: KeyRow; now: Date }) {
  if (state === 'counts') return <Time at={expiresAt} now={now} show="moment" />
  const at = { 'used-up': null, revoked: revokedAt, expired: expiresAt }[state]
  return (
    <span className={at === null ? 'nw' : undefined}>
      <HelpLink topic="errors/key-unknown">{ENDED[state]}</HelpLink>
      {at !== null && (
        <>
          {' '}
          <Time at={at} now={now} show="moment" />
        </>
      )}
    </span>
  )
}
