import type { Metadata } from 'next'
import Link from 'next/link'
import { HelpLink } from '@/components/ui/help-link'
import { ConnectProxy } from '@/components/fleet/connect-proxy'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { roleAtLeast } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { branchName } from '@/lib/git/branch-name'
import { findRevision } from '@/lib/repository/find-revision'
import { listPolicies } from '@/lib/repository/list-policies'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { ENGINES } from '@/lib/wire/terms'

export const metadata: Metadata = { title: 'Connect a proxy' }

interface ConnectPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** One command that connects a proxy, and whether it worked. */
export default async function ConnectPage({ searchParams }: ConnectPageProps) {
  const ctx = await requirePerson()
  return (
    <div className="narrow">
      <PageHeader title="Connect a proxy" crumbs={[{ name: 'Fleet', href: routes.fleet() }]}>
        A small connector runs beside the proxy. It reports which policy is loaded and ships the decision log.
        It opens no port and runs no command unless you give it a restart command. For systemd, Kubernetes,
        and the tool that brings your policies there are{' '}
        <Link href={routes.docs('delivery')}>recipes with their files</Link>.
      </PageHeader>
      {roleAtLeast(ctx.actor.role, 'admin') ? (
        <Steps
          ctx={ctx}
          wanted={[(await searchParams).policy].flat()[0]}
          name={[(await searchParams).name].flat()[0]}
        />
      ) : (
        <section className="panel" aria-label="Who may connect">
          <PanelEmpty title="Only administrators connect proxies">
            Your role on this repository is {ctx.actor.role}. A key lets a host fetch policies, so an
            administrator of the repository makes it: ask one to open this page.{' '}
            <HelpLink topic="roles">Who may do what</HelpLink>
          </PanelEmpty>
        </section>
      )}
    </div>
  )
}

async function Steps({
  ctx,
  wanted,
  name,
}: {
  ctx: Awaited<ReturnType<typeof requirePerson>>
  wanted: string | undefined
  name: string | undefined
}) {
  const opened = await server()
  const { mirror, repository, environment } = opened
  const history = await trackedHistory(opened)
  const answer = await findRevision({ ctx, source: { mirror, history, ref: repository.ref } }, undefined)
  if (answer.kind !== 'found') return <PanelEmpty title="The repository has no commit yet" />
  const [list, { configuration }] = await Promise.all([
    listPolicies(mirror, history.index, answer.revision),
    fleetParts(opened).source.head(),
  ])
  const policies = list.policies.map(({ path, repositoryPath }) => ({ path, repositoryPath }))
  if (policies.length === 0) {
    return (
      <PanelEmpty title="No policies yet">A proxy needs one: add a .yaml file on GitHub first.</PanelEmpty>
    )
  }
  return (
    <ConnectProxy
      server={environment.LOCKSTEP_URL}
      repository={repository.name}
      offersProgram={environment.CLI_FILE !== undefined}
      branch={branchName(repository.ref)}
      policies={policies}
      wanted={wanted}
      name={name}
      environments={configuration.environments.map(({ name }) => name)}
      engines={[...ENGINES]}
    />
  )
}
