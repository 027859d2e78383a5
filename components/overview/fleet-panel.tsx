import Link from 'next/link'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { FLEET_STATES, type FleetStateSlug } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

interface FleetPanelProps {
  readonly buckets: Readonly<Record<FleetStateSlug, number>>
  readonly total: number
  readonly branch: string
  readonly tip: string
  readonly mayConnect: boolean
}

/** All eleven states with their denominator; what is zero is grey. */
export function FleetPanel({ buckets, total, branch, tip, mayConnect }: FleetPanelProps) {
  if (total === 0) {
    return (
      <Panel title="Fleet">
        <PanelEmpty
          title="No proxy is connected yet"
          actions={
            mayConnect && (
              <Link className="btn pri" href={routes.connect()}>
                Connect a proxy
              </Link>
            )
          }
        >
          Connect one to see which commit it really runs, and what it decides.
          {!mayConnect && ' An administrator of the repository can.'}
        </PanelEmpty>
      </Panel>
    )
  }
  return (
    <Panel
      title="Fleet"
      note={`${buckets['in-sync']} of ${total} in sync, against ${branch}@${tip.slice(0, 7)}`}
      more={
        <Link href={routes.fleet()} prefetch={false}>
          Open fleet
        </Link>
      }
    >
      <ul className="bk s" aria-label={`${countOf(total, 'proxy', 'proxies')} by state`}>
        {FLEET_STATES.map(({ slug, word }) => (
          <li key={slug}>
            <Link
              className={buckets[slug] === 0 ? 'q row zr' : 'q row'}
              style={{ gap: 5 }}
              href={routes.fleet({ state: slug })}
              prefetch={false}
            >
              <Glyph name={slug} size={12} label={null} {...(buckets[slug] === 0 ? { tone: 'dim' } : {})} />
              <span className="num">{buckets[slug]}</span> {word}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
