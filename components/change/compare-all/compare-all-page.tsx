import { CompareKeys } from '@/components/policy/compare/compare-keys'
import { type PageKey, PageKeys } from '@/components/shell/page-keys'
import { LinkButton } from '@/components/ui/button'
import { ExportMenu } from '@/components/ui/export-menu'
import { CopyLink } from '@/components/ui/copy-link'
import { formatCount } from '@/components/ui/format-number'
import { PageHeader } from '@/components/ui/page-header'
import { ListEnded, PageLinks } from '@/components/ui/page-links'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { ComparedCommits } from '@/lib/changes/compare-commits'
import { routes } from '@/lib/routes'
import { type CompareAddress, compareHref, comparisonFile } from '@/components/policy/compare/compare-href'
import { CommitCard } from './commit-card'
import { CommitsBetween } from './commits-between'
import { compareAllTitle, CompareAllSummary } from './compare-all-summary'
import { DifferingTable } from './differing-table'

interface CompareAllPageProps {
  readonly comparison: ComparedCommits
  /** Place of the first policy that is shown, from 0. */
  readonly from: number
  readonly branch: string
  readonly now: Date
}

/** More rows cost more time to draw than anybody reads. */
const PAGE = 50

/** What is different between all policies of two commits, and by which changes. */
export function CompareAllPage({ comparison, from, branch, now }: CompareAllPageProps) {
  const { older, newer, isSwapped, policies, between } = comparison
  const [first, second] = [older.revision.commit, newer.revision.commit]
  const address: CompareAddress = { policy: null, first, second }
  const shown = policies.slice(from, from + PAGE)
  const place = {
    from,
    matching: policies.length,
    size: PAGE,
    hrefOf: (start: string | undefined) => compareHref({ ...address, from: start }),
  }
  const swapped = compareHref({ ...address, first: second, second: first })
  const card = (moves: 'first' | 'second') => (
    <CommitCard
      word={(moves === 'first') === isSwapped ? 'newer' : 'older'}
      end={moves === 'first' ? older : newer}
      moves={moves}
      address={address}
      branch={branch}
      now={now}
    />
  )
  return (
    <>
      <PageHeader
        title={compareAllTitle(comparison, now)}
        crumbs={[{ name: 'policies', href: routes.policies() }]}
        actions={
          <>
            <CopyLink path={compareHref(address)} />
            <LinkButton href={swapped}>Swap sides</LinkButton>
            <ExportMenu csv={comparisonFile(address, 'csv')} ndjson={comparisonFile(address, 'ndjson')} />
          </>
        }
      >
        <CompareAllSummary comparison={comparison} />
      </PageHeader>
      <PageKeys keys={pageKeys(comparison, address, swapped)} />
      <div className="ends">
        {card('first')}
        {card('second')}
      </div>
      <Notes comparison={comparison} />
      <div className="grid two yaml-and-changes">
        <Panel
          title="Policies that differ"
          note={`${formatCount(policies.length)} of ${formatCount(totalOf(comparison))}`}
        >
          {policies.length === 0 ? (
            <PanelEmpty title="None">Both commits have the same policies.</PanelEmpty>
          ) : shown.length === 0 ? (
            <ListEnded {...place} />
          ) : (
            <DifferingTable policies={shown} between={between} address={address} />
          )}
          <PageLinks {...place} shown={shown.length} />
        </Panel>
        <CommitsBetween between={between} now={now} />
      </div>
    </>
  )
}

/** Policies that either commit has. */
function totalOf({ newer, policies }: ComparedCommits): number {
  return newer.policies + policies.filter(({ status }) => status === 'removed').length
}

function Notes({ comparison: { commits, between } }: { comparison: ComparedCommits }) {
  return (
    <div className="s dim under-rail">
      <span>
        {commits === null || between === null
          ? 'At least one of the two commits is not on the tracked branch.'
          : `Commits that touched no policy are left out: ${formatCount(commits - between.length)} between the two.`}
      </span>
      <CompareKeys />
    </div>
  )
}

function pageKeys(
  { isSwapped, moves }: ComparedCommits,
  address: CompareAddress,
  swapped: string,
): PageKey[] {
  const [earlier, later] = isSwapped ? (['second', 'first'] as const) : (['first', 'second'] as const)
  const steps = [
    { key: '[', side: later, to: moves.later.back },
    { key: ']', side: later, to: moves.later.forward },
    { key: '{', side: earlier, to: moves.earlier.back },
    { key: '}', side: earlier, to: moves.earlier.forward },
  ]
  return [
    { key: 'y', copy: compareHref(address) },
    { key: 's', href: swapped },
    ...steps.flatMap(({ key, side, to }) =>
      to === null ? [] : [{ key, href: compareHref({ ...address, [side]: to }), stays: true }],
    ),
  ]
}
