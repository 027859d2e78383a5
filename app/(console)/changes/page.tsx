import type { Metadata } from 'next'
import Link from 'next/link'
import { ChangeTable, type ChangeRow } from '@/components/change/change-table'
import { DraftsPanel } from '@/components/overview/drafts-panel'
import { countOf } from '@/components/ui/format-number'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { listChanges, type ChangeSummary } from '@/lib/changes/list-changes'
import { listDrafts } from '@/lib/changes/list-drafts'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'

export const metadata: Metadata = { title: 'Changes' }

const STATES = ['open', 'merged', 'closed', 'all'] as const

interface ChangesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What is on its way, and what changed, including what bypassed us? */
export default async function ChangesPage({ searchParams }: ChangesPageProps) {
  const ctx = await requirePerson()
  const wanted = (await searchParams).state
  const state = STATES.find((one) => one === wanted) ?? 'open'
  const opened = await server()
  const history = await trackedHistory(opened)
  const { configuration } = await readConfiguration(opened.mirror.objects, history.tip)
  const [changes, drafts] = await Promise.all([
    listChanges({ ctx, source: opened, history, root: configuration.root, input: { state } }),
    listDrafts({ ctx }),
  ])
  return (
    <>
      <PageHeader title="Changes">
        {countOf(changes.length, 'change')} {state === 'all' ? 'of any state' : state}, compared with GitHub
        every 10 s.
      </PageHeader>
      <div className="stack">
        <DraftsPanel drafts={drafts} now={ctx.now} />
        <section className="panel" aria-label="Changes to policies">
          <nav className="row pad" style={{ gap: 16 }} aria-label="State of the changes">
            {STATES.map((one) => (
              <Link
                key={one}
                href={routes.changes({ state: one })}
                aria-current={one === state ? 'page' : undefined}
                prefetch={false}
              >
                {one === state ? <b className="b">{one}</b> : one}
              </Link>
            ))}
          </nav>
          {changes.length === 0 ? (
            <PanelEmpty title="No such change">
              Pull requests and pushes that touch policies appear here.
            </PanelEmpty>
          ) : (
            <ChangeTable rows={changes.map(toRow)} now={ctx.now} />
          )}
        </section>
      </div>
    </>
  )
}

function toRow(change: ChangeSummary): ChangeRow {
  if (change.kind === 'push') {
    const { commit, title, committedBy: by, at } = change
    const nothing = { approvals: 0, asked: [], failing: [], conflicts: false }
    return { key: commit, kind: 'push', title, number: null, commit, by, at, ...nothing }
  }
  const { review, approval, state, draft } = change
  return {
    key: `#${change.number}`,
    kind: state === 'open' && draft ? 'draft' : state,
    title: change.title,
    number: change.number,
    commit: change.mergeSha,
    by: change.draftedBy,
    at: change.mergedAt ?? change.updatedAt,
    approvals: approval?.approvals.length ?? review.reviews.filter((one) => one.state === 'approved').length,
    asked: [...review.requestedPeople, ...review.requestedTeams],
    failing: review.checks.filter((check) => check.state === 'failure').map(({ name }) => name),
    conflicts: review.mergeState === 'dirty',
  }
}
