import Link from 'next/link'
import { ChangeTable } from '@/components/change/change-table'
import { OpenThenTable, type OpenThenRow } from '@/components/change/open-then-table'
import { ThenForm } from '@/components/fleet/then-form'
import { UnknownRevision } from '@/components/policy/unknown-revision'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { changesAsOf } from '@/lib/changes/changes-as-of'
import type { PullSummary } from '@/lib/changes/list-changes'
import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'
import { toChangeRow } from './change-rows'
import { findMoment } from './find-moment'

interface ChangesThenProps {
  ctx: Context
  opened: Server
  history: RefHistory
  root: string
  /** An instant, a commit or a branch, as the address says it. */
  at: string
}

/** What was on its way at that instant or commit, and what became of it? */
export async function ChangesThen({ ctx, opened, history, root, at: text }: ChangesThenProps) {
  const answer = await findMoment(ctx, opened, history, text)
  if (answer.kind !== 'found') return <UnknownRevision at={text} answer={answer} now={routes.changes()} />
  const { at } = answer.moment
  const then = await changesAsOf({ ctx, source: opened, history, root, input: answer.moment })
  const branch = opened.repository.ref.replace(/^refs\/heads\//, '')
  const commit = answer.moment.position === null ? null : history.index.commitAt(answer.moment.position)
  const done = then.done.map((change) => toChangeRow(change, root))
  return (
    <>
      <div className="past-bar" role="status">
        <span>
          <b className="b">You are looking at {formatInstant(at)}.</b>{' '}
          <span className="mid">
            {commit === null ? (
              `Lockstep did not know ${branch} yet: what was pushed by then is not known.`
            ) : (
              <>
                Then {branch} was at <span className="mono">{commit.slice(0, 7)}</span>.
              </>
            )}
          </span>
        </span>
        <Link className="btn sm" href={routes.changes()} prefetch={false}>
          Back to now
        </Link>
      </div>
      <PageHeader
        title={`${countOf(then.open.length, 'change')} ${then.open.length === 1 ? 'was' : 'were'} open`}
        crumbs={[{ name: 'Changes', href: routes.changes() }]}
      >
        By when GitHub says that each was opened and ended, never by the dates of commits. One that was closed
        and opened again counts as open in between.
      </PageHeader>
      <ThenForm at={at} />
      <div className="stack">
        <Panel title="Open then" note={formatCount(then.open.length)}>
          {then.open.length === 0 ? (
            <PanelEmpty title="No open change">
              No pull request that touches policies was open then.
            </PanelEmpty>
          ) : (
            <OpenThenTable rows={then.open.map((pull) => toRow(pull, root))} now={ctx.now} />
          )}
        </Panel>
        <Panel
          title="Done by then"
          note={done.length === 0 ? undefined : `the latest ${formatCount(done.length)}`}
        >
          {done.length === 0 ? (
            <PanelEmpty title="Nothing done">No change of policies is known from before.</PanelEmpty>
          ) : (
            <ChangeTable groups={[{ title: 'Done', rows: done, total: done.length }]} now={ctx.now} />
          )}
        </Panel>
      </div>
    </>
  )
}

function toRow(pull: PullSummary, root: string): OpenThenRow {
  const { number, title, draftedBy: by, openedAt, review, state, closedAt, mergedAt, mergeSha } = pull
  const paths = review.paths?.map((path) => relativeToRoot(path, root) ?? path) ?? null
  const ended = { became: state, endedAt: mergedAt ?? closedAt, commit: mergeSha }
  return { number, title, by, openedAt, paths, effect: review.effect, ...ended }
}
