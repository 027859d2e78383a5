import { PageKeys } from '@/components/shell/page-keys'
import { LinkButton } from '@/components/ui/button'
import { CopyLink } from '@/components/ui/copy-link'
import { countOf } from '@/components/ui/format-number'
import { formatDay } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { printable } from '@/lib/policy/describe/sentence'
import type { PolicyComparison } from '@/lib/repository/compare-policy'
import { routes } from '@/lib/routes'
import { CompareEnd } from './compare-end'
import { FileDiffView } from './file-diff-view'
import { folderCrumbs } from './folder-crumbs'

interface ComparePageProps {
  comparison: Extract<PolicyComparison, { kind: 'compared' }>
  now: Date
}

/** What is different between two commits of one policy. */
export function ComparePage({ comparison, now }: ComparePageProps) {
  const { path, older, newer, diff } = comparison
  const name = path.slice(path.lastIndexOf('/') + 1)
  const [from, to] = [older.revision.commit, newer.revision.commit]
  const permalink = routes.policy(path, { compare: `${from}...${to}` })
  return (
    <>
      <PageHeader
        title={titleOf(comparison, now)}
        crumbs={[
          ...folderCrumbs(path, undefined),
          { name: printable(name), href: routes.policy(path, { at: to }) },
        ]}
        actions={
          <>
            <CopyLink path={permalink} />
            <LinkButton href={routes.policy(path, { compare: `${to}...${from}` })}>Swap sides</LinkButton>
          </>
        }
      >
        {changesBetween(comparison)}
      </PageHeader>
      <PageKeys keys={[{ key: 'y', copy: permalink }]} />
      <div className="ends">
        <CompareEnd word="Older" end={older} other={newer} path={path} isOlder now={now} />
        <CompareEnd word="Newer" end={newer} other={older} path={path} isOlder={false} now={now} />
      </div>
      <Panel title="YAML" note={diff?.content.kind === 'lines' ? sizeOf(diff.content) : undefined}>
        {diff === null ? (
          <PanelEmpty title="The same bytes">Both commits have exactly this content.</PanelEmpty>
        ) : (
          <FileDiffView diff={diff} label={`${printable(name)}, what changed`} />
        )}
      </Panel>
    </>
  )
}

function titleOf({ older, newer }: ComparePageProps['comparison'], now: Date): string {
  const [from, to] = [older.file.current, newer.file.current]
  if (from === null || to === null) return 'What is different'
  return `What changed from ${formatDay(from.at, now)} to ${formatDay(to.at, now)}`
}

function changesBetween({ older, newer }: ComparePageProps['comparison']): string {
  const [from, to] = [older.file.current, newer.file.current]
  if (from === null || to === null) return 'At least one end is not on the tracked branch.'
  const positions = [from.position, to.position].sort((a, b) => a - b)
  const [low = 0, high = 0] = positions
  const count = newer.file.history.versions.filter(
    ({ position }) => position > low && position <= high,
  ).length
  const order = from.position > to.position ? ' The sides are swapped: the first is the later one.' : ''
  return `${countOf(count, 'change')} of this file apart.${order}`
}

function sizeOf({ added, removed }: { added: number; removed: number }) {
  return (
    <>
      <span className="allow">+{added}</span> <span className="deny">−{removed}</span>
    </>
  )
}
