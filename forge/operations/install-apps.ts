import { stampOf, type Core } from '@/forge/core'

/** Every app is installed for every owner of repositories; called when an app or an owner appears. Does not save. */
export function installApps(core: Core, at: Date): void {
  const owners = new Set([
    ...core.state.repositories.all().map(({ ownerId }) => ownerId),
    ...core.state.accounts.all().flatMap(({ id, type }) => (type === 'Organization' ? [id] : [])),
  ])
  const installed = new Set(
    core.state.installations.all().map(({ appId, accountId }) => `${appId} ${accountId}`),
  )
  for (const { id: appId } of core.state.apps.all()) {
    for (const accountId of owners) {
      if (installed.has(`${appId} ${accountId}`)) continue
      const id = core.state.nextId()
      core.state.installations.put({ id, appId, accountId, createdAt: stampOf(at) })
    }
  }
}
