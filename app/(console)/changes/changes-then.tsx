import { ChangeTable } from '@/components/change/change-table'
import { OpenThenTable, type OpenThenRow } from '@/components/change/open-then-table'
import { ThenForm } from '@/components/ui/then-form'
import { MomentBar } from '@/components/shell/moment-bar'
import { ExportMenu } from '@/components/ui/export-menu'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { changesAsOf, type OpenThen } from '@/lib/changes/changes-as-of'
import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import type { Context } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import type { RefHistory } from '@/lib/git/mirror'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { apiRoutes, routes } from '@/lib/routes'
import type { Server } from '@/lib/server'
import { NoMomentPage } from '../no-moment-page'
import { changeMoment } from './change-moment'
import { toChangeRow } from './change-rows'

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
  const answer = await changeMoment(ctx, opened, history, text)
  if (answer.kind !== 'found')
    return <NoMomentPage {...{ ctx, opened, history, answer }} at={text} now={routes.changes()} />
  const { at } = answer.moment
  const then = await changesAsOf({ ctx, source: opened, history, root, input: answer.moment })
  const branch = branchName(opened.repository.ref)
  const tip = answer.moment.position === null ? null : history.index.commitAt(answer.moment.position)
  const done = then.done.map((change) => toChangeRow(change, root))
  return (
    <>
      <MomentBar
        at={at}
        commit={answer.commit}
        tip={tip}
        branch={branch}
        unknown="what was pushed by then is not known"
        now={routes.changes()}
      />
      <PageHeader
        title={`${countOf(then.open.length, 'change')} ${then.open.length === 1 ? 'was' : 'were'} open`}
        crumbs={[{ name: 'Changes', href: routes.changes() }]}
        actions={
          <ExportMenu
            csv={apiRoutes.exportChanges({ at: text, format: 'csv' })}
            ndjson={apiRoutes.exportChanges({ at: text, format: 'ndjson' })}
          />
        }
      >
        By when GitHub says that each was opened and ended, never by the dates of commits.{' '}
        {sayNoted(at, then.notedSince)} {sayHeads(then.open)}Approvals are those of the merge.
      </PageHeader>
      <ThenForm at={at} />
      <div className="stack">
        <Panel title="Open then" note={formatCount(then.open.length)}>
          {then.open.length === 0 ? (
            <PanelEmpty title="No open change">
              No pull request that touches policies was open then.
            </PanelEmpty>
          ) : (
            <OpenThenTable rows={then.open.map((one) => toRow(one, root))} now={ctx.now} />
          )}
        </Panel>
        <Panel
          title="Done by then"
          note={done.length === 0 ? undefined : `the latest ${formatCount(done.length)}`}
        >
          {done.length === 0 ? (
            <PanelEmpty title="Nothing done">No change of policies is known from before.</PanelEmpty>
          ) : (
            <ChangeTable
              groups={[{ title: 'Done', rows: done, total: done.length }]}
              shows="commit"
              now={ctx.now}
            />
          )}
        </Panel>
      </div>
    </>
  )
}

/** GitHub keeps only when one was last closed, and of a check only its last state. */
function sayNoted(at: Date, since: Date | null): string {
  if (since !== null && since <= at)
    return 'What was closed and opened again, and what checks said then, is what Lockstep noted at its looks, and not what came and went between two of them.'
  const from =
    since === null ? 'Lockstep noted nothing yet' : `Lockstep notes it since ${formatInstant(since)}`
  return `GitHub keeps only the last of that, and ${from}: one that was closed and opened again counts as open in between, and what checks said then is not known.`
}

/** What was pushed between two looks, nobody saw. */
function sayHeads(open: readonly OpenThen[]): string {
  if (open.length === 0) return ''
  if (open.every(({ isHeadOfThen }) => isHeadOfThen))
    return 'Files and effect are those of the head that Lockstep had seen last by then. '
  if (open.some(({ isHeadOfThen }) => isHeadOfThen))
    return 'Files and effect are those of the head that Lockstep had seen last by then, and of the last head where it says so. '
  return 'Files and effect are those of its last head, not of then. '
}

function toRow({ pull, noted, isHeadOfThen }: OpenThen, root: string): OpenThenRow {
  const { number, title, draftedBy: by, openedAt, review, state, closedAt, mergedAt, mergeSha } = pull
  const paths = review.paths?.map((path) => relativeToRoot(path, root) ?? path) ?? null
  const ended = { became: state, endedAt: mergedAt ?? closedAt, commit: mergeSha }
  return {
    number,
    title,
    isEmergency: pull.labels.includes(EMERGENCY_LABEL),
    by,
    openedAt,
    paths,
    effect: review.effect,
    isHeadOfThen,
    checks: noted?.checks ?? null,
    ...ended,
  }
}
