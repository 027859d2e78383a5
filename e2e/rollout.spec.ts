import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { CLI_FILE } from '../scripts/build-cli'
import { test } from './fixtures'
import { mergeChange } from './forge-client'
import { expectAccessible } from './looks'
import { loginOf, signIn, untilTold } from './person'
import { stack } from './stack'
import { StockProxy } from './stock-proxy'

test.describe.configure({ timeout: 240_000 })

const LONG = { timeout: 60_000 }
/** A policy that only the hosts of this test run. */
const PATH = 'policies/platform/rolled-out.yaml'
const policy = (limit: number) =>
  `version: "1"\ntools:\n  ask:\n    rules:\n      - name: cap\n        rate_limit: ${limit}/hour\n`

/** A host whose own delivery tool is this test: the connector only looks. */
class Host {
  readonly config: string
  readonly events: string
  readonly proxy: StockProxy

  constructor(
    folder: string,
    readonly name: string,
  ) {
    mkdirSync(join(folder, name))
    this.config = join(folder, name, 'policy.yaml')
    this.events = join(folder, name, 'events')
    this.bring(policy(9))
    this.proxy = new StockProxy(this.config, this.events)
    this.proxy.start()
  }

  bring(text: string): void {
    writeFileSync(this.config, text)
  }
}

async function connect(page: Page, folder: string, hosts: readonly Host[]): Promise<ChildProcess> {
  const scope = { paths: [PATH], names: hosts.map(({ name }) => name), modes: ['observe'] }
  const data = { scope: { ...scope, environments: ['prod'], labels: {} }, uses: hosts.length }
  const made = await page.request.post('/api/keys', { headers: { origin: stack().url }, data })
  const { key } = z.object({ key: z.string() }).parse(await made.json())
  const proxies = hosts.map(({ name, config, events }) => {
    const as = { mode: 'observe', engine: 'intercept-2026-03', environment: 'prod' }
    return { name, config, events, path: PATH, ...as }
  })
  const file = join(folder, 'connect.yaml')
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ server: stack().url, stateDirectory: join(folder, 'state'), proxies }))
  return spawn(process.execPath, [CLI_FILE, 'connect', '--file', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LOCKSTEP_ENROL_KEY: key },
  })
}

test('a merge that one of two proxies runs is shown as half done with who is left and why, and as done once the other runs it, while the page is open @long', async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-rollout-'))
  await mergeChange('Add what is rolled out', { [PATH]: policy(5) })
  await signIn(page, loginOf('admin'), '/fleet')
  const suffix = Date.now().toString(36)
  const [first, second] = [new Host(folder, `first-${suffix}`), new Host(folder, `second-${suffix}`)]
  const connector = await connect(page, folder, [first, second])
  try {
    for (const host of [first, second]) {
      await untilTold(page, `/api/fleet/${host.name}`, '"lastSeenAt":"')
      // Only what is loaded under the connector's eyes is proved.
      host.bring(policy(5))
      await untilTold(page, `/fleet/${host.name}`, 'In sync')
    }
    const number = await mergeChange('Ask less often', { [PATH]: policy(4) })
    await untilTold(page, `/changes/${number}`, 'proxies run it')
    await page.goto(`/changes/${number}`)
    const rollout = page.getByRole('region', { name: 'Rollout' })
    const left = rollout.getByRole('list', { name: 'Proxies that do not run it' })
    await expect(rollout).toContainText('0 of 2 running · half not yet', LONG)
    await expect(left.getByRole('listitem')).toHaveCount(2)

    first.bring(policy(4))
    await expect(rollout).toContainText('1 of 2 running', LONG)
    await expect(rollout).toContainText(`95 of 100 not yet; the latest, ${first.name}, after`)
    await expect(page.getByText('1 of 2 proxies run it.')).toBeVisible()
    await expect(left.getByRole('listitem')).toHaveCount(1)
    await expect(left).toContainText(second.name)
    await expectAccessible(page)

    second.bring(policy(4))
    await expect(rollout).toContainText('2 of 2 running', LONG)
    await expect(rollout).toContainText(`; the last, ${second.name}, after`)
    await expect(rollout).not.toContainText('not yet')
    await expect(page.getByText('All 2 proxies run it.')).toBeVisible()
    await expect(left).toHaveCount(0)
  } finally {
    const ended = once(connector, 'exit')
    connector.kill()
    await ended
    for (const { name, proxy } of [first, second]) {
      proxy.stop()
      await page.request.post(`/api/fleet/${name}/retire`, { data: {}, headers: { origin: stack().url } })
    }
    rmSync(folder, { recursive: true, force: true })
  }
})
