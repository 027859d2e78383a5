import Link from 'next/link'
import { notFound } from 'next/navigation'
import { PrintButton } from '@/components/change/evidence/print-button'
import { NotThere } from '@/components/fleet/not-there'
import { ThenSheet } from '@/components/fleet/then/then-sheet'
import { MomentBar } from '@/components/shell/moment-bar'
import { CopyLink } from '@/components/ui/copy-link'
import { ThenForm } from '@/components/ui/then-form'
import { findApproval } from '@/lib/changes/find-approval'
import type { Context } from '@/lib/context'
import { countExposure, type Exposure } from '@/lib/decisions/count-exposure'
import { fleetAsOf } from '@/lib/fleet/fleet-as-of'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { getRegistration } from '@/lib/fleet/get-registration'
import { OFFLINE_MS } from '@/lib/fleet/resolve-status'
import { branchName } from '@/lib/git/branch-name'
import { routes } from '@/lib/routes'
import { trackedHistory, type Server } from '@/lib/server'
import { NoMomentPage } from '../../no-moment-page'
import { fleetMoment } from '../fleet-moment'

const HOUR_MS = 3_600_000

interface ProxyThenProps {
  ctx: Context
  opened: Server
  name: string
  /** An instant, a commit or a branch, as the address says it: links on the page say the same. */
  at: string
}

/** What did this proxy enforce at that instant or commit, and how is it known? */
export async function ProxyThen({ ctx, opened, name, at: text }: ProxyThenProps) {
  const registration = await getRegistration({ ctx, input: { name } })
  if (registration === null) notFound()
  const history = await trackedHistory(opened)
  const answer = await fleetMoment(ctx, opened, history, text)
  if (answer.kind !== 'found')
    return <NoMomentPage {...{ ctx, opened, history, answer }} at={text} now={routes.proxy(name)} />
  const { at } = answer.moment
  const then = await fleetAsOf({ ctx, parts: fleetParts(opened), input: { at, name } })
  const [proxy] = then.proxies
  const { owner, name: repository, ref } = opened.repository
  const branch = branchName(ref)
  const bar = (
    <MomentBar at={at} commit={answer.commit} tip={then.tip} branch={branch} now={routes.proxy(name)} />
  )
  if (proxy === undefined)
    return (
      <>
        {bar}
        <NotThere name={name} {...registration} at={at} asked={text} />
      </>
    )
  const { runs } = proxy
  const contents = new Set(runs.map(({ blob, sha256 }) => blob ?? sha256))
  const commit = contents.size === 1 ? (runs[0]?.commit ?? null) : null
  const from = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)
  const to = new Date(from.getTime() + HOUR_MS)
  const [found, [decided]] = await Promise.all([
    commit === null ? null : findApproval({ ctx, commit }),
    countExposure({ ctx, input: { spans: [{ proxy: name, from, to }] } }),
  ])
  return (
    <>
      {bar}
      <div className="row wrap noprint sheet-bar">
        <Link href={routes.fleet({ at: text })} prefetch={false}>
          The fleet then
        </Link>
        <span className="grow" />
        <ThenForm at={at} />
        <CopyLink path={routes.proxyThen(name, text)} />
        <PrintButton />
      </div>
      <ThenSheet
        repository={`${owner}/${repository}`}
        branch={branch}
        name={name}
        policyPath={proxy.policyPath}
        at={at}
        commit={answer.commit}
        address={opened.environment.LOCKSTEP_URL + routes.proxyThen(name, text)}
        madeAt={ctx.now}
        tip={then.tip}
        desired={proxy.desired}
        runs={runs}
        state={proxy.state}
        silentSince={proxy.silentSince}
        agreed={found === null ? null : { ...found, approvals: found.approval?.approvals ?? null }}
        decided={decided === undefined ? null : { ...decided, silentSince: silentOf(decided, ctx.now) }}
      />
    </>
  )
}

/** Offline before the hour was over, and still: a log that is sent later is whole again. */
function silentOf({ to, lastSeenAt }: Exposure, now: Date): Date | null {
  const end = Math.min(to.getTime(), now.getTime())
  return lastSeenAt !== null && end - lastSeenAt.getTime() > OFFLINE_MS ? lastSeenAt : null
}
