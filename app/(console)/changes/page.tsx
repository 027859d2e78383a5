import type { Metadata } from 'next'
import Link from 'next/link'
import { ChangeFilters } from '@/components/change/change-filters'
import { ChangeTable } from '@/components/change/change-table'
import { DraftsPanel } from '@/components/overview/drafts-panel'
import { LinkButton } from '@/components/ui/button'
import { PageKeys } from '@/components/shell/page-keys'
import { countOf, formatCount } from '@/components/ui/format-number'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { listChanges } from '@/lib/changes/list-changes'
import { listDrafts } from '@/lib/changes/list-drafts'
import { roleAtLeast } from '@/lib/context'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { StartDraft } from '../start-draft-client'
import { toRunningRows } from './change-rows'
import { ChangesThen } from './changes-then'
import { facetsOf, rowOwners } from './change-facets'
import { filterRows, readChangeSearch } from './filter-rows'
import { groupRows } from './group-rows'

export const metadata: Metadata = { title: 'Changes' }

const STATES = ['open', 'merged', 'closed'] as const
const NEW_DRAFT = 'new-draft'
/** Of what is done, the page first shows so many. */
const SHOWN = 50
const MOST = 500

interface ChangesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What is on its way, and what changed, including what bypassed us? */
export default async function ChangesPage({ searchParams }: ChangesPageProps) {
  const ctx = await requirePerson()
  const search = await searchParams
  const { filter, query } = readChangeSearch(search)
  const state = STATES.find((one) => one === query.state) ?? 'all'
  const opened = await server()
  const history = await trackedHistory(opened)
  const { root } = (await readConfiguration(opened.mirror.objects, history.tip)).configuration
  const at = [search.at].flat()[0] ?? ''
  if (at !== '') return <ChangesThen ctx={ctx} opened={opened} history={history} root={root} at={at} />
  const [changes, drafts, owners] = await Promise.all([
    listChanges({ ctx, source: opened, history, root, input: { state, limit: MOST } }),
    listDrafts({ ctx }),
    readCodeowners(opened.mirror.objects, history.tip),
  ])
  const all = await toRunningRows(ctx, opened, root, changes)
  const ownersOf = rowOwners(owners?.codeowners ?? null, root)
  const rows = filterRows(all, filter, ownersOf)
  const groups = groupRows(rows, search.more === '1' ? MOST : SHOWN)
  const hidden = groups.reduce((sum, group) => sum + group.total - group.rows.length, 0)
  const bypassed = rows.filter(({ kind, ours }) => kind === 'push' || !ours).length
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
            {mayDraft && <StartDraft id={NEW_DRAFT} word="New draft" paths={[]} />}
          </>
        }
      >
        Commits that touched a policy on main, and every pull request that would.
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
              <PanelEmpty title={all.length === 0 ? 'No change yet' : 'No such change'}>
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
