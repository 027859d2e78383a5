import type { Metadata } from 'next'
import { AdminOnly } from '@/components/settings/admin-only'
import { EnvironmentTable, type EnvironmentRow } from '@/components/settings/environment-table'
import { PinTable } from '@/components/settings/pin-table'
import { SettingsMistake } from '@/components/settings/settings-mistake'
import { CodeView } from '@/components/ui/code/code-view'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { countProxies } from '@/lib/fleet/count-proxies'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { sayDuration } from '@/lib/fleet/say-duration'
import { CONFIGURATION_MAX_BYTES, environmentNamed, type Configuration } from '@/lib/repository/configuration'
import { branchName } from '@/lib/git/branch-name'
import { printable } from '@/lib/policy/describe/sentence'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'
import { DraftSettings } from '../draft-settings'
import { visitSettings } from '../settings-visit'

export const metadata: Metadata = { title: 'Environments' }

/** Which ref does each environment follow, how long may a rollout take, and who is held where? */
export default async function EnvironmentsPage() {
  const { ctx, opened, administers, forge } = await visitSettings()
  if (!administers) return <AdminOnly what="Environments" role={ctx.actor.role} forge={forge.repository()} />
  const { objects } = opened.mirror
  const { tip } = await trackedHistory(opened)
  const [{ problems }, { configuration, commit }, file, proxies] = await Promise.all([
    readConfiguration(objects, tip),
    fleetParts(opened).source.head(),
    objects.readFile(tip, CONFIGURATION_PATH, CONFIGURATION_MAX_BYTES),
    countProxies({ ctx }),
  ])
  const branch = branchName(opened.repository.ref)
  const rows = environmentRows(configuration, proxies, branch)
  const lineHref = (line: number) => `${forge.file(commit ?? tip, CONFIGURATION_PATH)}#L${line}`
  const lines = file.kind === 'file' ? textLines(file.bytes) : []
  return (
    <>
      <SettingsMistake problems={problems} commit={commit} />
      <Panel
        title="Environments and pins"
        note={
          <>
            from <span className="mono">{CONFIGURATION_PATH}</span> at{' '}
            {problems.length === 0 || commit === null ? branch : commit.slice(0, 7)}: the ref a proxy follows,
            how long a rollout may take before it is drift, and who is held where
          </>
        }
        more={file.kind === 'file' && <a href={forge.file(tip, CONFIGURATION_PATH)}>On GitHub</a>}
      >
        <div className={lines.length > 0 ? 'ev2' : ''}>
          <div>
            {rows.length === 0 ? (
              <PanelEmpty title="No environment is listed">
                Proxies follow {branch}, with 2 min to arrive, in whatever environment they enrol.
              </PanelEmpty>
            ) : (
              <EnvironmentTable rows={rows} lineHref={lineHref} />
            )}
            {configuration.pins.length === 0 ? (
              <p className="s mid foot2">No proxy is pinned.</p>
            ) : (
              <PinTable pins={configuration.pins} lineHref={lineHref} now={ctx.now} />
            )}
          </div>
          {lines.length > 0 && (
            <div className="yl">
              <CodeView
                label={CONFIGURATION_PATH}
                lines={lines}
                problems={problems.map(({ line, message }) => ({
                  line,
                  message: printable(message),
                  severity: 'error',
                }))}
              />
            </div>
          )}
        </div>
        <div className="foot2 row wrap">
          <p className="s mid grow">
            These are in git, so a pin or a longer allowance is a change that is reviewed like one of a
            policy; there is no field for them here.
          </p>
          <DraftSettings file={file.kind} />
        </div>
      </Panel>
    </>
  )
}

/** The listed ones in the file's order, then those that only proxies name. */
function environmentRows(
  configuration: Configuration,
  proxies: ReadonlyMap<string, number>,
  branch: string,
): EnvironmentRow[] {
  const listed = configuration.environments.map(({ name }) => name)
  const others = [...proxies.keys()].filter((name) => !listed.includes(name)).sort()
  return [...listed, ...others].map((name) => {
    const { ref, allowanceMs, line } = environmentNamed(configuration, name)
    const allowance = sayDuration(allowanceMs)
    return { name, branch: ref ?? branch, allowance, line, proxies: proxies.get(name) ?? 0 }
  })
}

function textLines(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split(/\r\n|[\n\r]/)
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => line.split('\t').map(printable).join('\t'))
}
