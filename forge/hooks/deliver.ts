import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { stampOf, type Announcement } from '@/forge/core'
import type { OpenCore } from '@/forge/open-forge'
import { presentUser } from '@/forge/shapes/account'
import { presentRepository } from '@/forge/shapes/repository'
import { nodeId } from '@/forge/shapes/urls'
import type { AppRow, DeliveryRow } from '@/forge/state/credentials'

const TIMEOUT_MS = 10_000
const KEPT_PER_APP = 300
/** How long a hook waits for the one that overtakes it (fault `reorder-hooks`). */
const REORDER_MS = 300

type Sending = Omit<DeliveryRow, 'id' | 'deliveredAt' | 'duration' | 'status' | 'statusCode'>

/** Sends an announcement to every app that is installed for the repository's owner; does not wait for answers. */
export async function announceToApps(core: OpenCore, announcement: Announcement): Promise<void> {
  const { event, action, repository, sender, at } = announcement
  const installed = core.state.installations.all().filter((row) => row.accountId === repository.ownerId)
  const targets = installed.flatMap((installation) => {
    const app = core.state.apps.mustGet(installation.appId)
    return app.webhookUrl === null ? [] : [{ app, installation, url: app.webhookUrl }]
  })
  if (targets.length === 0) return
  const owner = core.state.accounts.mustGet(repository.ownerId)
  const shared = {
    ...(action === undefined ? {} : { action }),
    ...(await announcement.detail()),
    repository: presentRepository(core, core.state.repositories.mustGet(repository.id)),
    ...(owner.type === 'Organization' ? { organization: { login: owner.login, id: owner.id } } : {}),
    sender: presentUser(core, sender),
  }
  for (const { app, installation, url } of targets) {
    const payload = {
      ...shared,
      installation: { id: installation.id, node_id: nodeId('Installation', installation.id) },
    }
    const sending: Sending = {
      guid: randomUUID(),
      appId: app.id,
      installationId: installation.id,
      repositoryId: repository.id,
      event,
      action: action ?? null,
      redelivery: false,
      url,
      payload,
    }
    const sent = withFaults(core, app, sending, at)
    core.sending.add(sent)
    void sent.finally(() => core.sending.delete(sent))
  }
}

/** Sends a delivery again with its old guid and payload, to the app's present address. */
export function redeliver(core: OpenCore, app: AppRow, delivery: DeliveryRow, at: Date): void {
  const url = app.webhookUrl ?? delivery.url
  void deliver(core, app, { ...delivery, url, redelivery: true }, at)
}

async function withFaults(core: OpenCore, app: AppRow, sending: Sending, at: Date): Promise<void> {
  const kind = core.faults.forHook(sending.event)?.kind
  if (kind === 'drop-hooks') return
  if (kind === 'reorder-hooks') await delay(REORDER_MS)
  await deliver(core, app, sending, at)
  if (kind === 'double-hooks') await deliver(core, app, sending, at)
}

async function deliver(core: OpenCore, app: AppRow, sending: Sending, at: Date): Promise<void> {
  const body = JSON.stringify(sending.payload)
  const started = performance.now()
  const outcome = await post(sending.url, body, headersOf(app, sending, body))
  if (core.closed) return
  core.state.deliveries.put({
    ...sending,
    ...outcome,
    id: core.state.nextId(),
    deliveredAt: stampOf(at),
    duration: Math.round(performance.now() - started) / 1000,
  })
  const all = core.state.deliveriesOfApp(`${app.id}`)
  for (const old of all.slice(0, Math.max(0, all.length - KEPT_PER_APP))) core.state.deliveries.delete(old.id)
  core.state.save()
}

export function headersOf(
  app: AppRow,
  sending: Pick<Sending, 'event' | 'guid' | 'installationId'>,
  body: string,
): Record<string, string> {
  const signature = createHmac('sha256', app.webhookSecret).update(body).digest('hex')
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/forge',
    'x-github-delivery': sending.guid,
    'x-github-event': sending.event,
    'x-github-hook-id': String(app.id),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${signature}`,
  }
}

/** One attempt, ten seconds, no redirects and no retry, as GitHub does. */
async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<Pick<DeliveryRow, 'status' | 'statusCode'>> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' })
    await response.arrayBuffer()
    return {
      statusCode: response.status,
      status: response.ok ? 'OK' : response.statusText || 'Invalid HTTP Response',
    }
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    return { statusCode: 0, status: timedOut ? 'timed out' : 'failed to connect to host' }
  }
}
