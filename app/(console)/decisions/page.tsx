import type { Metadata } from 'next'
import Link from 'next/link'
import { DecisionDrawer } from '@/components/decision/decision-drawer'
import { CopyLink } from '@/components/ui/copy-link'
import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import { type PageKey, PageKeys } from '@/components/shell/page-keys'
import { listMerges } from '@/lib/changes/list-merges'
import { roleAtLeast } from '@/lib/context'
import { chartDecisions } from '@/lib/decisions/chart-decisions'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { placeAbove } from '@/lib/decisions/decision-id'
import { facetDecisions } from '@/lib/decisions/facet-decisions'
import { listGapSpans } from '@/lib/decisions/list-gap-spans'
import { getDecision } from '@/lib/decisions/get-decision'
import { listDecisions } from '@/lib/decisions/list-decisions'
import { branchName } from '@/lib/git/branch-name'
import { printable } from '@/lib/policy/describe/sentence'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { ChartPanel } from './chart-panel'
import { RevertButton } from '../changes/revert-button-client'
import { DRAFT_BUTTON, PIN_BUTTON } from './draft-button'
import { DraftFromCall } from './draft-from-call-client'
import { FacetRail } from './facet-rail'
import { LogHeader } from './log-header'
import { LogPanel } from './log-panel'
import {
  decisionsHref,
  type DecisionSearch,
  FACET_KEYS,
  filterOf,
  hrefOfRow,
  permanentHref,
  readDecisionSearch,
  SPANS,
} from './search-params'
import { FacetToggle } from './facet-toggle'
import { ToldCall } from './told-call'

export const metadata: Metadata = { title: 'Decisions' }

interface DecisionsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What happened, why, and how much of it can I see? */
export default async function DecisionsPage({ searchParams }: DecisionsPageProps) {
  const ctx = await requirePerson()
  const search = readDecisionSearch(await searchParams)
  const opened = await server()
  const history = await trackedHistory(opened)
  const { root } = (await readConfiguration(opened.mirror.objects, history.tip)).configuration
  const filter = filterOf(search, root, ctx.now)
  const baseRef = branchName(opened.repository.ref)
  const [page, chart, facets, coverage, gaps, merges, decision] = await Promise.all([
    listDecisions({ ctx, input: { ...filter, cursor: search.cursor ?? placeAbove(search.top ?? '') } }),
    chartDecisions({ ctx, input: filter }),
    facetDecisions({ ctx, input: filter }),
    coverDecisions({ ctx, input: filter }),
    search.table ? [] : listGapSpans({ ctx, input: filter }),
    listMerges({ ctx, input: { from: filter.from, to: filter.to, baseRef, root } }),
    search.d === undefined
      ? null
      : getDecision({ ctx, parts: { mirror: opened.mirror, history }, id: search.d }),
  ])
  const here = (d: string | undefined) => hrefOfRow(search, page.rows, d)
  const shown = (path: string) => relativeToRoot(path, root) ?? path
  const { ranPath = null, followsPath = null } = decision ?? {}
  const isMoved = followsPath !== null && followsPath !== ranPath
  return (
    <>
      <LogHeader search={search} filter={filter} />
      {search.d === undefined && <ToldCall ctx={ctx} text={search.q} />}
      {search.d !== undefined && decision === null && (
        <Note
          glyph="note"
          title="There is no decision with this id."
          action={<Link href={here(undefined)}>Close</Link>}
        >
          It was removed by retention, or the link is not complete. <HelpLink topic="decision-gone" />
        </Note>
      )}
      <div className={decision === null ? 'lx' : 'lx opened'}>
        <FacetToggle chosen={FACET_KEYS.reduce((sum, key) => sum + search[key].length, 0)}>
          <FacetRail search={search} facets={facets} results={chart.results} root={root} />
        </FacetToggle>
        <div className="mid0">
          <ChartPanel
            chart={chart}
            coverage={coverage}
            gaps={gaps}
            merges={merges}
            search={search}
            now={ctx.now}
          />
          <LogPanel page={page} chart={chart} search={search} isOpen={decision !== null} now={ctx.now} />
        </div>
        {decision !== null && (
          <DecisionDrawer
            decision={decision}
            policy={ranPath === null ? null : shown(ranPath)}
            close={here(undefined)}
            now={ctx.now}
            actions={
              <>
                {isMoved && roleAtLeast(ctx.actor.role, 'write') && (
                  <p className="s mid" style={{ flexBasis: '100%' }}>
                    Its proxy follows <b className="b">{printable(shown(followsPath))}</b> now: what is
                    drafted here changes that policy.
                  </p>
                )}
                {followsPath !== null && roleAtLeast(ctx.actor.role, 'write') && (
                  <DraftFromCall
                    key={decision.id}
                    id={decision.id}
                    tool={decision.tool}
                    result={decision.result}
                  />
                )}
                {decision.commit !== null && !isMoved && roleAtLeast(ctx.actor.role, 'write') && (
                  <RevertButton
                    key={decision.commit.sha}
                    commit={decision.commit.sha}
                    title={decision.change?.title ?? decision.commit.sha.slice(0, 7)}
                    word="Revert the change behind it"
                  />
                )}
                <CopyLink path={permanentHref(search, filter, decision.id)} />
              </>
            }
          />
        )}
      </div>
      <PageKeys
        keys={[...logKeys(search), ...(decision === null ? [] : neighbours(page.rows, decision.id, here))]}
      />
    </>
  )
}

/** 1, 2 and 3 choose the time, L follows it or stops, R begins a draft from the open call, T pins it as a test. */
function logKeys(search: DecisionSearch): readonly PageKey[] {
  const spans = SPANS.map((hours, index) => ({
    key: String(index + 1),
    href: decisionsHref(search, { hours, from: undefined, to: undefined, d: search.d }),
  }))
  const live = { key: 'l', href: decisionsHref(search, { live: !search.live, d: search.d }) }
  return [
    ...spans,
    ...(search.from === undefined ? [live] : []),
    { key: 'r', press: DRAFT_BUTTON },
    { key: 't', press: PIN_BUTTON },
  ]
}

/** While a decision is open, J and K walk along the log without closing it, and the focus goes with them. */
function neighbours(
  rows: readonly { readonly id: string }[],
  open: string,
  here: (d: string | undefined) => string,
): readonly PageKey[] {
  const at = rows.findIndex(({ id }) => id === open)
  const [next, previous] = [rows[at + 1], rows[at - 1]]
  return [
    ...(at >= 0 && next !== undefined
      ? [{ key: 'j', href: here(next.id), stays: true, focus: next.id }]
      : []),
    ...(previous === undefined
      ? []
      : [{ key: 'k', href: here(previous.id), stays: true, focus: previous.id }]),
    { key: 'Escape', href: here(undefined), stays: true, focus: open },
  ]
}
