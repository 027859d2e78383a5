import Link from 'next/link'
import type { ReactNode } from 'react'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatDay, formatSpan } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { fleetStateBySlug, type FleetStateSlug } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

interface SinceThenProps {
  readonly registered: readonly { readonly name: string; readonly at: Date }[]
  readonly removed: readonly string[]
  readonly drifted: readonly { readonly name: string; readonly state: FleetStateSlug }[]
  /** Of the branch; null when it moved to another line since, or was not known then. */
  readonly changed: { readonly commits: number; readonly policies: number; readonly of: number } | null
  /** The first that the branch got after the instant. */
  readonly emergency: { readonly number: number; readonly title: string; readonly at: Date } | null
  readonly at: Date
  readonly branch: string
  /** The policies of then; null where they are not known. */
  readonly policiesThen: string | null
  /** They and those of now, compared; null where nothing changed, or that is not known. */
  readonly compared: string | null
  readonly now: Date
}

/** As many names as a line can take. */
const NAMED = 3

/** What is different now from an instant of the past: who came and went, what changed, who drifted. */
export function SinceThen(props: SinceThenProps) {
  const { registered, removed, drifted, changed, emergency, at, branch, policiesThen, compared, now } = props
  return (
    <Panel title="What is different now">
      <ul className="rows s df0">
        <Row glyph="note">
          {registered.length === 0 ? (
            <b className="b">No proxy was registered since. </b>
          ) : (
            <>
              <b className="b">
                {countOf(registered.length, 'proxy', 'proxies')} {registered.length === 1 ? 'was' : 'were'}{' '}
                registered since:
              </b>{' '}
              <Names all={registered} note={({ at }) => formatDay(at, now)} linked />{' '}
            </>
          )}
          {removed.length === 0 ? (
            'None was removed.'
          ) : (
            <>
              {formatCount(removed.length)} {removed.length === 1 ? 'was' : 'were'} removed:{' '}
              <Names all={removed.map((name) => ({ name }))} />
            </>
          )}
        </Row>
        <Row glyph="merged">
          {changed === null ? (
            `How far ${branch} moved since is not known.`
          ) : changed.commits === 0 ? (
            <b className="b">{branch} did not move since.</b>
          ) : (
            <>
              <b className="b">
                {countOf(changed.commits, 'commit')} on {branch} since
              </b>
              , {formatCount(changed.policies)} of {countOf(changed.of, 'policy', 'policies')} touched.
            </>
          )}{' '}
          {policiesThen !== null && (
            <Link className="u" href={policiesThen} prefetch={false}>
              The policies then
            </Link>
          )}
          {compared !== null && (
            <>
              {', '}
              <Link className="u" href={compared} prefetch={false}>
                compared with now
              </Link>
            </>
          )}
        </Row>
        <Row glyph={drifted.length === 0 ? 'note' : 'did-not-reload'}>
          {drifted.length === 0 ? (
            'None that was in sync then has drifted now.'
          ) : (
            <>
              <b className="b">
                {formatCount(drifted.length)} that {drifted.length === 1 ? 'was' : 'were'} in sync{' '}
                {drifted.length === 1 ? 'has' : 'have'} drifted now:
              </b>{' '}
              <Names
                all={drifted}
                note={({ state }) => (fleetStateBySlug(state)?.word ?? state).toLowerCase()}
                linked
              />
            </>
          )}
        </Row>
        {emergency !== null && (
          <Row glyph="emergency">
            <b className="b">
              {formatSpan(emergency.at.getTime() - at.getTime())} later an emergency landed:
            </b>{' '}
            <Link className="u" href={routes.change(emergency.number)} prefetch={false}>
              #{emergency.number}
            </Link>{' '}
            {emergency.title}.
          </Row>
        )}
      </ul>
    </Panel>
  )
}

function Row({
  glyph,
  children,
}: {
  glyph: 'note' | 'merged' | 'did-not-reload' | 'emergency'
  children: ReactNode
}) {
  return (
    <li className="li">
      <Glyph name={glyph} label={null} />
      <span>{children}</span>
    </li>
  )
}

interface NamesProps<One> {
  readonly all: readonly One[]
  readonly note?: (one: One) => string
  /** To the proxies as they are now. */
  readonly linked?: boolean
}

function Names<One extends { readonly name: string }>({ all, note, linked = false }: NamesProps<One>) {
  return (
    <>
      {all.slice(0, NAMED).map((one, place) => (
        <span key={one.name}>
          {place > 0 && ', '}
          {linked ? (
            <Link className="u" href={routes.proxy(one.name)} prefetch={false}>
              {one.name}
            </Link>
          ) : (
            one.name
          )}
          {note !== undefined && ` (${note(one)})`}
        </span>
      ))}
      {all.length > NAMED && `, ${formatCount(all.length - NAMED)} more`}.
    </>
  )
}
