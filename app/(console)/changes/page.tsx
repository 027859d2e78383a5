import type { Metadata } from 'next'
import Link from 'next/link'
import { ChangeFilters } from '@/components/change/change-filters'
import { ChangeTable } from '@/components/change/change-table'
import { DraftsPanel } from '@/components/overview/drafts-panel'
import { LinkButton } from '@/components/ui/button'
import { PageKeys } from '@/components/shell/page-keys'
import { ExportMenu } from '@/components/ui/export-menu'
import { countOf, formatCount } from '@/components/ui/format-number'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { roleAtLeast } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { apiRoutes, routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { ownDrafts } from '../own-drafts'
import { StartDraft } from '../start-draft-client'
import { ChangesThen } from './changes-then'
import { facetsOf } from './change-facets'
import { came, readChangeSearch } from './filter-rows'
import { groupRows } from './group-rows'
import { MOST_DONE, readRows } from './read-rows'

export const metadata: Metadata = { title: 'Changes' }

const NEW_DRAFT = 'new-draft'
/** Of what is done, the page first shows so many. */
const SHOWN = 50

interface ChangesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What is on its way, and what changed, including what bypassed us? */
export default async function ChangesPage({ searchParams }: ChangesPageProps) {
  const ctx = await requirePerson()
  const search = await searchParams
  const narrowed = readChangeSearch(search)
  const { query } = narrowed
  const opened = await server()
  const history = await trackedHistory(opened)
  const { root } = (await readConfiguration(opened.mirror.objects, history.tip)).configuration
  const at = [search.at].flat()[0] ?? ''
  if (at !== '') return <ChangesThen ctx={ctx} opened={opened} history={history} root={root} at={at} />
  const [{ all, rows, ownersOf }, drafts] = await Promise.all([
    readRows({ ctx, opened, history, root, search: narrowed }),
    ownDrafts(ctx, { opened, tip: history.tip, root }),
  ])
  const groups = groupRows(rows, search.more === '1' ? MOST_DONE : SHOWN)
  const hidden = groups.reduce((sum, group) => sum + group.total - group.rows.length, 0)
  const bypassed = rows.filter((row) => came(row) === 'github' || came(row) === 'push').length
  const mayDraft = roleAtLeast(ctx.actor.role, 'write')
  return (
    <>
      <PageHeader
        title="Changes"
        actions={
          <>
            <LinkButton href={routes.changes({ at: ctx.now.toISOString().slice(0, 19) + 'Z' })}>
              At an instant
            </LinkButton>
            <ExportMenu
              csv={apiRoutes.exportChanges({ ...query, format: 'csv' })}
              ndjson={apiRoutes.exportChanges({ ...query, format: 'ndjson' })}
            />
            {mayDraft && <StartDraft id={NEW_DRAFT} word="New draft" shortcut="N" files={[]} />}
          </>
        }
      >
        Commits that touched a policy on {branchName(opened.repository.ref)}, and every pull request that
        would.
        {rows.length > 0 &&
          ` ${formatCount(bypassed)} of these ${formatCount(rows.length)} did not come through Lockstep.`}
      </PageHeader>
      {mayDraft && <PageKeys keys={[{ key: 'n', press: NEW_DRAFT }]} />}
      <div className="stack">
        <DraftsPanel drafts={drafts} now={ctx.now} />
        <div>
          <ChangeFilters query={query} facets={facetsOf(all, ownersOf)} />
          <section className="panel" aria-label="Changes to policies">
            {groups.length === 0 ? (
              <PanelEmpty
                title={all.length === 0 ? 'No change yet' : 'No such change'}
                actions={
                  all.length === 0 ? undefined : (
                    <LinkButton href={routes.changes()}>Clear filters</LinkButton>
                  )
                }
              >
                {all.length === 0
                  ? 'Pull requests and pushes that touch policies appear here.'
                  : 'None fits what was chosen.'}
              </PanelEmpty>
            ) : (
              <ChangeTable groups={groups} now={ctx.now} />
            )}
          </section>
          {hidden > 0 && (
            <p className="s mid pages">
              {formatCount(rows.length - hidden)} of {countOf(rows.length, 'change')} shown.{' '}
              <Link href={routes.changes({ ...query, more: '1' })} prefetch={false}>
                Show older
              </Link>
            </p>
          )}
        </div>
      </div>
    </>
  )
}
