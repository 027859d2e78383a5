import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { runConnector, runOnce, type ConnectorOptions } from '../run-connector'
import { proxySettings, type ProxySettings } from '../settings'

/** The parts of Lockstep that a connector talks to, with a repository whose policy is `policyText('one')`. */
export interface ServedFleet {
  readonly fleet: TestFleet
  readonly server: ConnectorServer
  /** A host with a folder of event files, and that policy where its proxy reads it. */
  host(name: string, settings?: Partial<ProxySettings>): ConnectedHost
  close(): Promise<void>
}

/** A host with one proxy, and a connector that is not started yet. */
export interface ConnectedHost {
  readonly folder: string
  readonly events: string
  readonly config: string
  readonly connector: ConnectorOptions
  /** One round of the connector. */
  once(): Promise<void>
  /** Starts the connector; what is returned stops it. */
  start(more?: Partial<ConnectorOptions>): () => Promise<void>
}

export async function serveFleet(): Promise<ServedFleet> {
  const fleet = await startFleet()
  const server = await serveConnector(fleet, { log: true })
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('one') })
  const close = async () => {
    await server.close()
    await fleet.close()
  }
  return { fleet, server, close, host: (name, settings = {}) => openHost(fleet, server, name, settings) }
}

function openHost(
  fleet: TestFleet,
  server: ConnectorServer,
  name: string,
  settings: Partial<ProxySettings>,
): ConnectedHost {
  const folder = temporaryFolder()
  const [events, config] = [join(folder, 'events'), join(folder, 'policy.yaml')]
  mkdirSync(events)
  writeFileSync(config, policyText('one'))
  const proxy = proxySettings.parse({
    name,
    path: 'payments/stripe.yaml',
    mode: 'observe',
    engine: 'intercept-2026-03',
    config,
    events,
    ...settings,
  })
  const connector = {
    server: server.url,
    stateDirectory: join(folder, 'state'),
    proxies: [proxy],
    key: () => fleet.key(),
    version: '0.1.0',
    signal: new AbortController().signal,
    say: () => {},
  }
  const start = (more: Partial<ConnectorOptions> = {}) => {
    const stopping = new AbortController()
    const running = runConnector({ ...connector, ...more, signal: stopping.signal })
    return async () => {
      stopping.abort()
      await running
    }
  }
  return { folder, events, config, connector, start, once: async () => void (await runOnce(connector)) }
}
