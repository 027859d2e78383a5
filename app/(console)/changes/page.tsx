import type { Metadata } from 'next'
import Link from 'next/link'
import { ChangeTable, type ChangeRow } from '@/components/change/change-table'
import { DraftsPanel } from '@/components/overview/drafts-panel'
import { LinkButton } from '@/components/ui/button'
import { PageKeys } from '@/components/shell/page-keys'
import { countOf, formatCount } from '@/components/ui/format-number'
import { FilterInput } from '@/components/ui/filter-input'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { listChanges } from '@/lib/changes/list-changes'
import { listDrafts } from '@/lib/changes/list-drafts'
import { roleAtLeast } from '@/lib/context'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { StartDraft } from '../start-draft-client'
import { toRunningRows } from './change-rows'
import { ChangesThen } from './changes-then'
import { groupRows } from './group-rows'

export const metadata: Metadata = { title: 'Changes' }

const STATES = ['all', 'open', 'merged', 'closed'] as const
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
  const state = STATES.find((one) => one === search.state) ?? 'all'
  const q = typeof search.q === 'string' ? search.q : ''
  const opened = await server()
  const history = await trackedHistory(opened)
  const { root } = (await readConfiguration(opened.mirror.objects, history.tip)).configuration
  const at = [search.at].flat()[0] ?? ''
  if (at !== '') return <ChangesThen ctx={ctx} opened={opened} history={history} root={root} at={at} />
  const [changes, drafts] = await Promise.all([
    listChanges({ ctx, source: opened, history, root, input: { state, limit: MOST } }),
    listDrafts({ ctx }),
  ])
  const rows = (await toRunningRows(ctx, opened, root, changes)).filter((row) => mentions(row, q))
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
        Every commit that touched a policy on main, and every pull request that would. {formatCount(bypassed)}{' '}
        of these {formatCount(rows.length)} did not come through Lockstep.
      </PageHeader>
      {mayDraft && <PageKeys keys={[{ key: 'n', press: NEW_DRAFT }]} />}
      <div className="stack">
        <DraftsPanel drafts={drafts} now={ctx.now} />
        <div>
          <div className="ffl first">
            <FilterInput label="Filter by title, path, person, sha" name="q" />
            <nav className="seg" aria-label="State of the changes">
              {STATES.map((one) => (
                <Link
                  key={one}
                  href={routes.changes({ state: one, q: q === '' ? undefined : q })}
                  aria-current={one === state ? 'page' : undefined}
                  prefetch={false}
                >
                  {WORDS[one]}
                </Link>
              ))}
            </nav>
          </div>
          <section className="panel" aria-label="Changes to policies">
            {groups.length === 0 ? (
              <PanelEmpty title="No such change">
                Pull requests and pushes that touch policies appear here.
              </PanelEmpty>
            ) : (
              <ChangeTable groups={groups} now={ctx.now} />
            )}
          </section>
          {hidden > 0 && (
            <p className="s mid pages">
              {formatCount(rows.length - hidden)} of {countOf(rows.length, 'change')} shown.{' '}
              <Link href={routes.changes({ state, q: q === '' ? undefined : q, more: '1' })} prefetch={false}>
                Show older
              </Link>
            </p>
          )}
        </div>
      </div>
    </>
  )
}

const WORDS = { all: 'All', open: 'Open', merged: 'Merged', closed: 'Closed' } as const

function mentions({ title, by, commit, number, paths }: ChangeRow, text: string): boolean {
  const wanted = text.toLowerCase()
  if (wanted === '') return true
  return [title, by, commit ?? '', `#${number}`, ...(paths ?? [])].some((one) =>
    one.toLowerCase().includes(wanted),
  )
}
