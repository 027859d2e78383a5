import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { CLI_FILE } from '../scripts/build-cli'
import { test } from './fixtures'
import { dataFolder, inMain } from './forge-client'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn } from './person'
import { stack } from './stack'
import { StockProxy } from './stock-proxy'

test.describe.configure({ timeout: 240_000 })

const PATIENCE = { timeout: 60_000 }
const POLICY = 'platform/everything.yaml'

/** What a host has, and what its person fills in besides. */
interface Host {
  readonly folder: string
  readonly config: string
  readonly events: string
}

/** The modes besides `pull`, which fleet.spec connects: where the file comes from in each. */
const MODES: Readonly<Record<'git' | 'relay' | 'observe', (page: Page, host: Host) => Promise<void>>> = {
  git: (page) => page.getByLabel('Git address to fetch from').fill(forgeRepository()),
  relay: async (page, { folder }) => {
    const source = join(folder, 'source.yaml')
    writeFileSync(source, await inMain(`policies/${POLICY}`))
    await page.getByLabel('Source file that your tool fills').fill(source)
  },
  observe: async (_, { config }) => writeFileSync(config, await inMain(`policies/${POLICY}`)),
}

for (const [mode, prepare] of Object.entries(MODES))
  test(`a proxy of mode ${mode} is connected by the command that is shown, and the page of each step reads well in every look @long`, async ({
    page,
  }) => {
    const name = `${mode}-${randomUUID().slice(0, 8)}`
    const host = makeHost()
    await signIn(page, loginOf('admin'), '/connect')
    const stop = await connect(page, name, mode, host, prepare)
    const proxy = new StockProxy(host.config, host.events)
    try {
      await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible(PATIENCE)
      const steps = page.getByRole('status').getByRole('listitem')
      await expect(steps.nth(1)).toContainText(/^The file on its disk is [0-9a-f]{7}, as desired/, PATIENCE)
      await expect(steps.nth(2)).toContainText('Waiting for a process of the proxy')
      await page.setViewportSize({ width: 1440, height: 900 })
      proxy.start()
      await expect(steps.last()).toContainText(/It is proved to run [0-9a-f]{7}, with evidence E3/, PATIENCE)
      await expectAccessibleInEveryLook(page)
      await page.getByRole('link', { name: `Open ${name}` }).click()
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      await expectAccessibleInEveryLook(page)
    } finally {
      proxy.stop()
      await stop()
      await page.request.post(`/api/fleet/${name}/retire`, { data: {}, headers: { origin: stack().url } })
      rmSync(host.folder, { recursive: true, force: true })
    }
  })

test('a proxy whose start nobody saw is unverified, and one that was retired says so: both read well in every look @long', async ({
  page,
}) => {
  const name = `unseen-${randomUUID().slice(0, 8)}`
  const host = makeHost()
  await signIn(page, loginOf('admin'), '/connect')
  const stop = await connect(page, name, 'observe', host, MODES.observe)
  try {
    writeFileSync(join(host.events, 'a1b2c3d4.jsonl'), startedBefore(host.config))
    await expect(page.getByRole('status').getByRole('listitem').nth(2)).toContainText('is seen', PATIENCE)
    await page.goto(`/fleet/${name}`)
    await expect(page.getByRole('region', { name: 'The four facts' })).toContainText('not proved')
    await expect(page.getByRole('region', { name: 'Instances' })).toContainText('Unverified')
    await expectAccessibleInEveryLook(page)
  } finally {
    await stop()
    await page.request.post(`/api/fleet/${name}/retire`, { data: {}, headers: { origin: stack().url } })
    rmSync(host.folder, { recursive: true, force: true })
  }
  await page.goto(`/fleet/${name}`)
  await expect(page.getByRole('heading', { name: 'It is no part of the fleet any more' })).toBeVisible()
  await expectAccessibleInEveryLook(page)
})

/** The events of a process that read a file which has been written over since: what it has in memory was never seen. */
function startedBefore(config: string): string {
  const event = (type: string, ageMs: number, more: object = {}) => {
    const ts = new Date(Date.now() - ageMs).toISOString()
    return `${JSON.stringify({ ts, type, instance: 'a1b2c3d4', ...more })}\n`
  }
  const started = { server: 'node', config, pid: process.pid, state_backend: 'sqlite', fail_mode: 'closed' }
  return event('startup', 3_600_000, started) + event('heartbeat', 0)
}

function makeHost(): Host {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-modes-'))
  const host = { folder, config: join(folder, 'policy.yaml'), events: join(folder, 'events') }
  mkdirSync(host.events)
  return host
}

/** Says what it is, looks at the page that waits, and runs the command that it shows; returns what ends it. */
async function connect(
  page: Page,
  name: string,
  mode: string,
  host: Host,
  prepare: (page: Page, host: Host) => Promise<void>,
): Promise<() => Promise<void>> {
  await page.getByRole('combobox', { name: 'Policy' }).fill(POLICY)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Environment').selectOption('prod')
  await page.getByRole('radio', { name: mode }).check()
  await page.getByLabel('Live policy file on the host').fill(host.config)
  await page.getByLabel('Folder of event files on the host').fill(host.events)
  await prepare(page, host)
  await page.getByRole('button', { name: 'Make key and command' }).click()
  await expect(page.getByRole('heading', { name: 'Waiting for the first report' })).toBeVisible()
  await expect(page.getByText('Check from the host')).toBeVisible()
  await expectAccessibleInEveryLook(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  const key = await page.getByLabel('Enrolment key').textContent()
  const command = (await page.getByText('--enrol -').first().textContent()) ?? ''
  const words = command.replaceAll('\\\n', ' ').trim().split(/\s+/)
  const shown = words.slice(words.indexOf('connect'))
  const args = [CLI_FILE, ...shown, '--state-dir', join(host.folder, 'state')]
  const connector = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] })
  connector.stdin.end(`${key}\n`)
  return async () => {
    const ended = once(connector, 'exit')
    connector.kill()
    await ended
  }
}

/** The forge's own repository, as a connector with a credential of its own would fetch it. */
function forgeRepository(): string {
  const repositories = join(dataFolder(), 'forge', 'repositories')
  const repository = readdirSync(repositories).find((name) => name.endsWith('.git')) ?? ''
  return pathToFileURL(join(repositories, repository)).href
}
