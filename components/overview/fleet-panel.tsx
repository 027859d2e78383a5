import Link from 'next/link'
import { BucketBar } from '@/components/fleet/bucket-bar'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { FleetStateSlug } from '@/lib/fleet/states'
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
              <Link className="btn p" href={routes.connect()}>
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
      <BucketBar buckets={buckets} total={total} />
    </Panel>
  )
}
