import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { ChangedFiles } from '@/components/change/detail/changed-files'
import { sayRunning } from '@/components/change/detail/say-running'
import { OwnerMoveRows } from '@/components/change/owner-move-rows'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { getPush } from '@/lib/changes/get-push'
import { sumEffect } from '@/lib/changes/sum-effect'
import { roleAtLeast } from '@/lib/context'
import { countRunning } from '@/lib/fleet/count-running'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { readRollout } from '../../read-rollout'
import { RevertButton } from '../../revert-button-client'
import { ExposurePanel, RolloutPanel } from '../../rollout-panel'
import { toShownFiles } from '../../shown-files'

interface CommitPageProps {
  params: Promise<{ sha: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Pick<CommitPageProps, 'params'>): Promise<Metadata> {
  return { title: `Commit ${(await params).sha.slice(0, 7)}` }
}

/** A commit on the tracked branch that no pull request brought; one that did leads to it. */
export default async function CommitPage({ params, searchParams }: CommitPageProps) {
  const ctx = await requirePerson()
  const { sha } = await params
  const opened = await server()
  const history = await trackedHistory(opened)
  const { configuration } = await readConfiguration(opened.mirror.objects, history.tip)
  const push = await getPush({ ctx, source: opened, history, root: configuration.root, sha })
  if (push.kind === 'not-found') notFound()
  if (push.kind === 'pull-request') redirect(routes.change(push.number))
  const input = { commit: sha, mergedAt: null, paths: null }
  const shown = await readRollout(ctx, opened, configuration.root, input)
  const changes = [{ commit: sha, paths: push.files.map(({ path }) => path) }]
  const [running = null] = await countRunning({ ctx, parts: fleetParts(opened), input: { changes } })
  const search = await searchParams
  const [isTable, isYaml] = [search.table === 'rollout', search.files === 'yaml']
  const table = isTable ? ({ table: 'rollout' } as const) : {}
  const files = isYaml ? ({ files: 'yaml' } as const) : {}
  return (
    <>
      <PageHeader
        title={push.title}
        crumbs={[{ name: 'Changes', href: routes.changes() }]}
        here={sha.slice(0, 7)}
        actions={
          roleAtLeast(ctx.actor.role, 'write') && (
            <RevertButton commit={sha} title={push.title} word="Revert…" isDanger />
          )
        }
      >
        {push.isAsked ? 'Pushed without a pull request' : 'Its pull request is being looked up'}, committed by{' '}
        {push.committedBy} <Time at={push.at} now={ctx.now} />. <b className="b">{sayRunning(running)}</b>
      </PageHeader>
      <div className="stack">
        {shown !== null && (
          <>
            <RolloutPanel
              shown={shown}
              name={sha.slice(0, 7)}
              landing="landing"
              isTable={isTable}
              hrefs={{
                chart: routes.changeByCommit(sha, files),
                table: routes.changeByCommit(sha, { table: 'rollout', ...files }),
              }}
              now={ctx.now}
            />
            <ExposurePanel shown={shown} landing="landing" now={ctx.now} />
          </>
        )}
        {push.ownerMoves.length > 0 && (
          <Panel title="What changed owners">
            <ul className="rows ow">
              <OwnerMoveRows
                moves={push.ownerMoves}
                nameOf={(path) => relativeToRoot(path, configuration.root) ?? path}
                asking="push"
              />
            </ul>
          </Panel>
        )}
        <ChangedFiles
          files={toShownFiles({ ...push, owners: [] }, configuration.root)}
          effect={sumEffect(push.meanings)}
          commits={{ before: push.before, after: sha }}
          view={isYaml ? 'yaml' : 'both'}
          hrefs={{
            both: routes.changeByCommit(sha, table),
            yaml: routes.changeByCommit(sha, { ...table, files: 'yaml' }),
          }}
        />
      </div>
    </>
  )
}
