import Link from 'next/link'
import { notFound } from 'next/navigation'
import { PrintButton } from '@/components/change/evidence/print-button'
import { ThenForm } from '@/components/ui/then-form'
import { ThenSheet } from '@/components/fleet/then-sheet'
import { CopyLink } from '@/components/ui/copy-link'
import { findApproval } from '@/lib/changes/find-approval'
import type { Context } from '@/lib/context'
import { countExposure } from '@/lib/decisions/count-exposure'
import { fleetAsOf } from '@/lib/fleet/fleet-as-of'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'

const HOUR_MS = 3_600_000

/** What did this proxy enforce at that instant, and how is it known? */
export async function ProxyThen({
  ctx,
  opened,
  name,
  at,
}: {
  ctx: Context
  opened: Server
  name: string
  at: Date
}) {
  const then = await fleetAsOf({ ctx, parts: fleetParts(opened), input: { at, name } })
  const [proxy] = then.proxies
  if (proxy === undefined) notFound()
  const { runs } = proxy
  const contents = new Set(runs.map(({ blob, sha256 }) => blob ?? sha256))
  const commit = contents.size === 1 ? (runs[0]?.commit ?? null) : null
  const from = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)
  const to = new Date(from.getTime() + HOUR_MS)
  const [found, [decided]] = await Promise.all([
    commit === null ? null : findApproval({ ctx, commit }),
    countExposure({ ctx, input: { spans: [{ proxy: name, from, to }] } }),
  ])
  const { owner, name: repository, ref } = opened.repository
  return (
    <>
      <div className="row wrap noprint sheet-bar">
        <Link href={routes.fleet({ at: at.toISOString() })} prefetch={false}>
          The fleet then
        </Link>
        <Link href={routes.proxy(name)} prefetch={false}>
          {name} now
        </Link>
        <span className="grow" />
        <ThenForm at={at} />
        <CopyLink path={routes.proxyThen(name, at.toISOString())} />
        <PrintButton />
      </div>
      <ThenSheet
        repository={`${owner}/${repository}`}
        branch={ref.replace(/^refs\/heads\//, '')}
        name={name}
        policyPath={proxy.policyPath}
        at={at}
        madeAt={ctx.now}
        tip={then.tip}
        desired={proxy.desired}
        runs={runs}
        state={proxy.state}
        agreed={found === null ? null : { ...found, approvals: found.approval?.approvals ?? null }}
        decided={decided ?? null}
      />
    </>
  )
}
