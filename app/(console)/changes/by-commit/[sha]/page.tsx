import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { MeaningList } from '@/components/change/meaning-list'
import { FileDiffView } from '@/components/policy/file-diff-view'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { getPush } from '@/lib/changes/get-push'
import { roleAtLeast } from '@/lib/context'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { readRollout } from '../../read-rollout'
import { RevertButton } from '../../revert-button-client'
import { ExposurePanel, RolloutPanel } from '../../rollout-panel'

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
  return (
    <>
      <PageHeader
        title={push.title}
        crumbs={[{ name: 'Changes', href: routes.changes() }]}
        actions={roleAtLeast(ctx.actor.role, 'write') && <RevertButton commit={sha} title={push.title} />}
      >
        Pushed without a pull request, committed by {push.committedBy} <Time at={push.at} now={ctx.now} />
      </PageHeader>
      <div className="stack">
        {shown !== null && (
          <>
            <RolloutPanel
              shown={shown}
              name={sha.slice(0, 7)}
              isTable={(await searchParams).table === 'rollout'}
              hrefs={{
                chart: routes.changeByCommit(sha),
                table: routes.changeByCommit(sha, { table: 'rollout' }),
              }}
              now={ctx.now}
            />
            <ExposurePanel shown={shown} now={ctx.now} />
          </>
        )}
        {push.meanings.map(
          ({ path, meaning }) =>
            meaning.kind === 'compared' && (
              <Panel key={path} title="What it means" note={<span className="mono">{path}</span>}>
                <MeaningList comparison={meaning.comparison} />
              </Panel>
            ),
        )}
        {push.files.map((file) => (
          <Panel key={file.path} title={<span className="mono">{file.path}</span>} note={file.status}>
            <FileDiffView diff={file} label={`Diff of ${file.path}`} />
          </Panel>
        ))}
      </div>
    </>
  )
}
