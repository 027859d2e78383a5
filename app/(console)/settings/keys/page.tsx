import type { Metadata } from 'next'
import { AdminOnly } from '@/components/settings/admin-only'
import { KeyTable } from '@/components/settings/key-table'
import { NewKey } from '@/components/settings/new-key'
import { CsvLink } from '@/components/ui/csv-link'
import { countOf } from '@/components/ui/format-number'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listEnrolmentKeys } from '@/lib/fleet/list-enrolment-keys'
import { apiRoutes } from '@/lib/routes'
import { visitSettings } from '../settings-visit'

export const metadata: Metadata = { title: 'Enrolment keys' }

/** What may a new proxy be, and who said so? */
export default async function KeysPage() {
  const { ctx, opened, forge } = await visitSettings()
  const list = await listEnrolmentKeys({ ctx })
  if (list.kind === 'forbidden') {
    return <AdminOnly what="Enrolment keys" role={ctx.actor.role} forge={forge.repository()} />
  }
  const { configuration } = await fleetParts(opened).source.head()
  const offer = {
    allPolicies: `${configuration.root}/**`,
    environments: configuration.environments.map(({ name }) => name),
  }
  return (
    <Panel
      title="Enrolment keys"
      note="what a new proxy may be; each then holds a token of its own"
      more={
        <>
          <NewKey offer={offer} />
          {list.keys.length > 0 && <CsvLink href={apiRoutes.exportKeys()} of="the keys" />}
        </>
      }
    >
      {list.keys.length === 0 ? (
        <PanelEmpty title="No key was made yet">
          A key lets a host enrol a proxy within a scope: policies, names, environment, modes, uses and time.
        </PanelEmpty>
      ) : (
        <KeyTable keys={list.keys} now={ctx.now} />
      )}
      <p className="s mid foot2">
        Lockstep keeps a hash; a key is shown once, and goes to <span className="mono">lockstep connect</span>{' '}
        by standard input or <span className="mono">LOCKSTEP_ENROL_KEY</span>, never in a command line. All
        are for {opened.repository.name}. {countOf(list.tokens, 'proxy token')} in use; a token ends after 180
        d and is renewed by its connector before.
      </p>
    </Panel>
  )
}
