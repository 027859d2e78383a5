import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { FileDiffView } from '@/components/policy/file-diff-view'
import { folderCrumbs } from '@/components/policy/folder-crumbs'
import { type PageKey, PageKeys } from '@/components/shell/page-keys'
import { LinkButton } from '@/components/ui/button'
import { CopyLink } from '@/components/ui/copy-link'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { CommitApproval } from '@/lib/changes/find-approval'
import type { VersionsMeaning } from '@/lib/changes/compare-versions'
import { printable } from '@/lib/policy/describe/sentence'
import type { ComparedPolicy, ComparedVersion } from '@/lib/repository/compare-policy'
import { routes } from '@/lib/routes'
import { BetweenList } from './between-list'
import { CompareNotes } from './compare-notes'
import { CompareRail, CompareRailNotes } from './compare-rail'
import { compareHref, comparisonFile } from './compare-href'
import { compareTitle, CompareSummary } from './compare-summary'
import { ComparisonPlace, type ComparisonView } from './comparison-place'
import { EndCard } from './end-card'
import { MeaningPanel } from './meaning-panel'
import type { PassingFacts } from './passing-rows'

interface ComparePageProps {
  comparison: ComparedPolicy
  meaning: VersionsMeaning
  chain: readonly (ComparedVersion | null)[]
  passing: readonly PassingFacts[]
  /** By the commit that brought a version. */
  approvals: ReadonlyMap<string, CommitApproval>
  view: ComparisonView
  branch: string
  /** Who runs or ran each end. */
  runs: Readonly<Record<'earlier' | 'later', ComponentProps<typeof EndCard>['runs']>>
  /** The panel of who ran which; null when no proxy ran any of it. */
  chart: ReactNode
  /** Starts a draft that goes back to the earlier end; left out for who may not, and where nothing would change. */
  giveBack?: ReactNode
  now: Date
}

/** What is different between two commits of one policy, who agreed, who ran which, and what came and went in between. */
export function ComparePage(props: ComparePageProps) {
  const { comparison, meaning, chain, passing, approvals, view, branch, runs, chart, giveBack, now } = props
  const { path, older, newer, isSwapped, between } = comparison
  const paths = [older, newer].flatMap(({ file }) => file?.repositoryPath ?? [])
  const place = new ComparisonPlace(comparison, view)
  const permalink = place.href()
  const card = (name: 'earlier' | 'later') => (
    <EndCard
      name={name}
      end={place[name]}
      paths={paths}
      place={place}
      approval={approvals.get(place[name].version?.sha ?? '')}
      runs={runs[name]}
      branch={branch}
      now={now}
    />
  )
  return (
    <>
      <PageHeader
        title={compareTitle(comparison, now)}
        crumbs={[
          ...folderCrumbs(path, undefined),
          {
            name: printable(path.slice(path.lastIndexOf('/') + 1)),
            href: routes.policy(path, { at: (newer.file === null ? older : newer).revision.commit }),
          },
        ]}
        actions={
          <>
            <CopyLink path={permalink} />
            <LinkButton variant="ghost" href={compareHref({ ...place.address, policy: null })}>
              All policies
            </LinkButton>
            <LinkButton href={place.swapped}>Swap sides</LinkButton>
            {giveBack}
          </>
        }
      >
        <CompareSummary comparison={comparison} meaning={meaning} />
      </PageHeader>
      <CompareRail comparison={comparison} place={place} now={now} />
      <CompareRailNotes commits={comparison.commits} between={between} />
      <PageKeys keys={pageKeys(place, permalink)} />
      <CompareNotes comparison={comparison} />
      <div className="ends">
        {card(isSwapped ? 'later' : 'earlier')}
        {card(isSwapped ? 'earlier' : 'later')}
      </div>
      <div className="stack">
        <MeaningPanel
          comparison={comparison}
          meaning={meaning}
          chain={chain}
          passing={passing}
          csvHref={comparisonFile(place.address, 'csv')}
          now={now}
        />
        {chart}
      </div>
      <div className="grid two yaml-and-changes">
        <YamlPanel
          comparison={comparison}
          place={place}
          layout={view.diff === 'column' ? 'column' : 'side'}
        />
        <BetweenList
          between={between}
          start={place.earlier.version}
          approvals={approvals}
          paths={paths}
          now={now}
        />
      </div>
    </>
  )
}

function pageKeys(place: ComparisonPlace, permalink: string): PageKey[] {
  const moves = [
    { key: '[', end: 'later', way: 'back' },
    { key: ']', end: 'later', way: 'forward' },
    { key: '{', end: 'earlier', way: 'back' },
    { key: '}', end: 'earlier', way: 'forward' },
  ] as const
  return [
    { key: 'y', copy: permalink },
    { key: 's', href: place.swapped },
    ...moves.flatMap(({ key, end, way }) => {
      const found = place.neighbour(end, way)
      return found === null ? [] : [{ key, href: place.move(end, found.sha), stays: true }]
    }),
  ]
}

interface YamlPanelProps {
  comparison: ComparedPolicy
  place: ComparisonPlace
  layout: 'side' | 'column'
}

function YamlPanel({ comparison: { diff, path }, place, layout }: YamlPanelProps) {
  const lines = diff?.kind === 'lines' ? diff : null
  return (
    <Panel
      title="YAML"
      note={
        lines !== null && (
          <span className="mono">
            <span className="allow">+{lines.added}</span> <span className="deny">−{lines.removed}</span>
          </span>
        )
      }
      more={
        lines !== null && (
          <span className="seg sm">
            {(['side', 'column'] as const).map((one) => (
              <Link
                key={one}
                href={place.href({ diff: one === 'side' ? undefined : 'column' })}
                scroll={false}
                prefetch={false}
                aria-current={one === layout ? 'true' : undefined}
              >
                {one === 'side' ? 'Side by side' : 'One column'}
              </Link>
            ))}
          </span>
        )
      }
    >
      {diff === null ? (
        <PanelEmpty title="The same bytes">Both commits have exactly this content.</PanelEmpty>
      ) : (
        <FileDiffView
          diff={{ content: diff }}
          label={`${printable(path.slice(path.lastIndexOf('/') + 1))}, what changed`}
          layout={layout}
        />
      )}
    </Panel>
  )
}
