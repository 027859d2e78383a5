import Link from 'next/link'
import { BucketBar } from '@/components/fleet/bucket-bar'
import { StepBoard } from '@/components/fleet/step-board'
import { Panel } from '@/components/ui/panel'
import type { BoardRow } from '@/lib/fleet/fleet-board'
import type { FleetStateSlug } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

interface FleetPanelProps {
  readonly buckets: Readonly<Record<FleetStateSlug, number>>
  readonly total: number
  readonly board: readonly BoardRow[]
  readonly branch: string
  readonly tip: string
}

/** Where every proxy stands, and all eleven states with their denominator; what is zero is grey. */
export function FleetPanel({ buckets, total, board, branch, tip }: FleetPanelProps) {
  return (
    <Panel
      title="Fleet"
      note={
        <>
          on {branch}@<span className="mono">{tip.slice(0, 7)}</span>
        </>
      }
      more={
        <Link href={routes.fleet()} prefetch={false}>
          Open fleet
        </Link>
      }
    >
      <StepBoard rows={board} />
      <BucketBar buckets={buckets} total={total} />
    </Panel>
  )
}
