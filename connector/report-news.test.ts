import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { HostCalls } from './host-calls'
import { HttpClient } from './http-client'
import { ProxyAgent } from './proxy-agent'
import { Bell, reportLoop } from './run-agent'
import { ServerLink } from './server-link'
import { proxySettings } from './settings'

let fleet: TestFleet
let server: ConnectorServer
beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet)
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(async () => {
  await server.close()
  await fleet.close()
})

it('a bell that rings for what was told already brings no report, and one that rings for news does', async () => {
  const folder = temporaryFolder()
  const [config, events] = [join(folder, 'policy.yaml'), join(folder, 'events')]
  mkdirSync(events)
  writeFileSync(config, policyText('one'))
  const { token, tokenExpiresAt } = await fleet.addProxy({ name: 'one', mode: 'observe' })
  const client = new HttpClient(server.url)
  const agent = new ProxyAgent({
    settings: proxySettings.parse({
      name: 'one',
      path: 'payments/stripe.yaml',
      mode: 'observe',
      engine: 'intercept-2026-03',
      config,
      events,
    }),
    stateDirectory: folder,
    link: new ServerLink(client, new HostCalls(client), token),
    git: null,
    version: 'test',
    dryRun: false,
    say: () => undefined,
  })
  agent.reconcile(new Date())
  const [bell, stopping] = [new Bell(), new AbortController()]
  const running = reportLoop(agent, bell, {
    signal: stopping.signal,
    say: () => undefined,
    keepToken: () => undefined,
    tokenExpiresAt: () => tokenExpiresAt,
    dryRun: false,
    onRefused: () => undefined,
  })
  const sent = () => server.calls.get('POST /api/connector/v1/reports 200') ?? 0
  const told = async (more: number) => {
    await vi.waitFor(() => expect([sent() >= more, agent.hasNews]).toEqual([true, false]), {
      timeout: 60_000,
    })
    // A report that tells nothing repeats the number of the one before.
    const { lastSeq } = await fleet.db.prisma.connectorBoot.findFirstOrThrow()
    return { reports: sent(), withNews: Number(lastSeq) }
  }
  const before = await told(1)
  bell.ring()
  await new Promise(setImmediate)
  writeFileSync(config, policyText('two'))
  agent.reconcile(new Date())
  bell.ring()
  const after = await told(before.reports + 1)
  stopping.abort()
  await running
  agent.close()
  client.close()
  expect(after.withNews).toBeGreaterThan(before.withNews)
  expect(after.reports - before.reports).toBe(after.withNews - before.withNews)
})
