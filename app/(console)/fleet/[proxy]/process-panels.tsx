import { InstanceTable } from '@/components/fleet/instance-table'
import { LoadTable } from '@/components/fleet/load-table'
import { CsvLink } from '@/components/ui/csv-link'
import { formatCount } from '@/components/ui/format-number'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { ProxyDetail } from '@/lib/fleet/get-proxy'
import { apiRoutes } from '@/lib/routes'
import { instanceRows, loadRows, type HrefOf, type InstanceCounts } from './proxy-rows'

interface ProcessPanelProps {
  readonly proxy: ProxyDetail
  readonly hrefOf: HrefOf
  readonly now: Date
}

/** Its live processes. */
export function Instances({ proxy, hrefOf, counts, now }: ProcessPanelProps & { counts: InstanceCounts }) {
  const { instances, ended, name } = proxy
  return (
    <Panel
      title="Instances"
      note={sayLive(proxy)}
      more={
        <>
          <span className="dim">{formatCount(ended)} ended in 30 days</span>
          {instances.length > 0 && <CsvLink href={apiRoutes.exportInstances(name)} of="the processes" />}
        </>
      }
    >
      {instances.length === 0 ? (
        <PanelEmpty title="No process runs">The next start will be checked.</PanelEmpty>
      ) : (
        <InstanceTable rows={instanceRows(proxy, hrefOf, counts)} now={now} />
      )}
    </Panel>
  )
}

function sayLive({ instances, state }: ProxyDetail): string {
  const count = formatCount(instances.length)
  if (state === 'OFFLINE') return `${count} at the last contact; nobody knows what of them still runs`
  const inSync = instances.filter(({ verdict }) => verdict.state === 'IN_SYNC').length
  return `${count} live, ${formatCount(inSync)} in sync; the headline is the worst`
}

/** What they, and those before them, loaded. */
export function Loads({ proxy, hrefOf, now }: ProcessPanelProps) {
  const { loads, name } = proxy
  return (
    <Panel
      title="Loads"
      note="every start and reload that was seen, newest first"
      more={loads.length > 0 && <CsvLink href={apiRoutes.exportLoads(name)} of="the loads" />}
    >
      {loads.length === 0 ? (
        <PanelEmpty title="Nothing was loaded yet" />
      ) : (
        <LoadTable rows={loadRows(proxy, hrefOf)} now={now} />
      )}
    </Panel>
  )
}
