import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// Not that of fixtures.ts, which looks at the one stack of all specs: a first visit has one of its own.
import { expect, test, type Page } from '@playwright/test'
import { z } from 'zod'
import { CLI_FILE } from '../scripts/build-cli'
import { startStackIn } from '../scripts/test/start-stack'
import { openAgentAt, type Agent } from './demo-agent'
import { isListening } from './drafts'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf } from './person'

const PATIENCE = { timeout: 60_000 }
const NAME = 'everything-first'
const ready = z.object({ url: z.string() })

test.describe.configure({ timeout: 20 * 60_000 })

test('a first visit reads well in every look, and leads from nothing but a repository to the first change', async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-first-'))
  const stack = await startStackIn(folder, ['--no-demo'])
  const files = { config: join(folder, 'policy.yaml'), events: join(folder, 'events'), work: folder }
  mkdirSync(files.events)
  let connector: ChildProcess | undefined
  let agent: Agent | undefined
  try {
    const { url } = ready.parse(JSON.parse(readFileSync(stack.readyFile, 'utf8')))
    await page.goto(url)
    await page.getByRole('button', { name: 'Continue with GitHub' }).click()
    await page.getByRole('button', { name: new RegExp(`^${loginOf('admin')} `) }).click()
    await expectSteps(page, 'Two', 'Connect a proxy')
    await expectAccessibleInEveryLook(page)

    await page.getByRole('main').getByRole('link', { name: 'Connect a proxy' }).click()
    connector = await connect(page, folder, files)
    await page.goto(url)
    await expectSteps(page, 'Three', 'See the first decision')
    await expectAccessibleInEveryLook(page)

    agent = await openAgentAt({ kind: 'everything', ...files })
    // Its process is told of by now: what the page hears next is the decision.
    await expect.poll(() => stateOf(page, url), PATIENCE).toBe('in-sync')
    await page.goto(url)
    await expectSteps(page, 'Three', 'See the first decision')
    await agent.echo()
    // The page turns by itself, long before it would be rendered again for its age.
    const strip = page.getByRole('listitem').filter({ hasText: 'Make the first change' })
    await expect(strip).toContainText('four of five steps are done', { timeout: 40_000 })
    await expect(strip).toHaveAttribute('aria-current', 'step')
    await expect(page.getByRole('region', { name: 'Decisions' })).toContainText('allowed')
    await expectAccessibleInEveryLook(page)

    await strip.getByRole('link', { name: 'Choose a decision' }).click()
    await changeWhatTheyDo(page)
    await page.goto(url)
    await expect(page.getByRole('region', { name: 'Waiting for review' })).toContainText(
      'Deny the first call',
    )
    await expect(strip).toHaveCount(0)
  } finally {
    await agent?.close()
    if (connector !== undefined) {
      const ended = once(connector, 'exit')
      connector.kill()
      await ended
    }
    await stack.end('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
})

async function stateOf(page: Page, url: string): Promise<string | undefined> {
  const answer = await page.request.get(`${url}/api/fleet/${NAME}`)
  return z.object({ proxy: z.object({ slug: z.string() }) }).parse(await answer.json()).proxy.slug
}

/** How many steps are done, and which one is next. */
async function expectSteps(page: Page, done: string, next: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${done} of five steps are done`)
  await expect(page.locator('[aria-current="step"]').getByRole('heading')).toHaveText(next)
}

/** Fills the form and runs the command that it shows. */
async function connect(
  page: Page,
  folder: string,
  { config, events }: { readonly config: string; readonly events: string },
): Promise<ChildProcess> {
  const policy = page.getByRole('combobox', { name: 'Policy' })
  await expect(policy).toHaveValue('')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByLabel('Name').fill(NAME)
  await policy.fill('platform/everything.yaml')
  await page.getByLabel('Environment').selectOption('prod')
  await page.getByLabel('Live policy file on the host').fill(config)
  await page.getByLabel('Folder of event files on the host').fill(events)
  await page.getByLabel('Engine, declared').selectOption('lockstep')
  await page.getByRole('button', { name: 'Make key and command' }).click()
  const key = (await page.getByLabel('Enrolment key').textContent()) ?? ''
  const command = (await page.getByText('--enrol -').first().textContent()) ?? ''
  const words = command.replaceAll('\\\n', ' ').trim().split(/\s+/)
  const shown = words.slice(words.indexOf('connect'))
  const connector = spawn(process.execPath, [CLI_FILE, ...shown, '--state-dir', join(folder, 'state')], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  connector.stdin.end(`${key}\n`)
  await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible(PATIENCE)
  return connector
}

/** From the first row of the log to a pull request that denies calls like it. */
async function changeWhatTheyDo(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 })
  const table = page.getByRole('table', { name: 'Decisions', exact: true })
  await table.getByRole('row').nth(1).getByRole('link').first().click()
  await page.getByRole('button', { name: 'Deny calls like this' }).click()
  await isListening(page)
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await dialog.getByLabel('Title').fill('Deny the first call')
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, PATIENCE)
}
