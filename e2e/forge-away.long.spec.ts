import { expect, type Page } from '@playwright/test'
import { Client } from 'pg'
import { isListening, isSaved, openDraft } from './drafts'
import { test } from './fixtures'
import { clearFaults, loseForge } from './forge-client'
import { expectAccessible, expectAccessibleInEveryLook } from './looks'
import { signIn } from './person'
import { databaseUrl } from './victims'

// Long for what it does to everybody else: no other spec may run beside it.
test.describe.configure({ timeout: 600_000 })

const PATIENCE = { timeout: 60_000 }
const AWAY = /^GitHub last answered .+ ago, and does not now\.$/

/** Each with words of what it goes on showing. */
const PAGES = [
  ['/policies', 'stripe.yaml'],
  ['/policies/payments/stripe.yaml', 'create_refund'],
  ['/changes', 'merged'],
  ['/decisions', 'filesystem-prod'],
  ['/fleet', 'filesystem-prod'],
  ['/fleet/filesystem-prod', 'Running'],
  ['/connect', 'Say what it is'],
  ['/settings/keys', 'Enrolment keys'],
  ['/settings/environments', 'Environments and pins'],
  ['/settings/retention', 'Retention'],
  ['/audit', 'The database refuses'],
  ['/docs/concepts', 'Evidence'],
] as const
/** Those that say more about it than the banner does, which is the same above all. */
const CONCERNED = [
  ['/', 'Waiting for review'],
  ['/settings/repository', 'GitHub does not answer.'],
  ['/settings/people', 'GitHub does not say'],
] as const

test('while GitHub is away the bar says so from its first silence on, every page reads well with what it knew, drafts are kept, and pages catch up by themselves', async ({
  page,
  faults,
}) => {
  await signIn(page, 'priya', '/policies')
  const text = 'version: "1"\ndefault: deny\n'
  await openDraft(page, [{ path: 'policies/e2e/away.yaml', text }], '?view=text')
  const draft = new URL(page.url()).pathname
  await askRolesAnew(page)
  await loseForge()
  try {
    const bar = page.getByRole('banner')
    const away = page.getByText(AWAY)
    // Nobody touches the page.
    await expect(bar.getByRole('img', { name: 'no answer' })).toBeVisible({ timeout: 50_000 })
    // What people may do was asked less than a minute ago, and counts as long.
    await expect(away).toHaveCount(0)
    await expect(away).toBeVisible({ timeout: 150_000 })
    const open = async (path: string, words: string) => {
      await page.goto(path)
      await expect(away).toBeVisible()
      await expect(page.getByRole('main')).toContainText(words)
    }
    for (const [path, words] of PAGES) {
      await open(path, words)
      await expectAccessible(page)
    }
    for (const [path, words] of CONCERNED) {
      await open(path, words)
      await expectAccessibleInEveryLook(page)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(`${draft}?view=text`)
    await isListening(page)
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok())
    // By keys of the code view: what the browser selects for a whole new text may not be known to it yet.
    await page.getByRole('textbox', { name: 'YAML', exact: true }).press('ControlOrMeta+End')
    await page.keyboard.insertText('# typed while it was away\n')
    await saved
    await isSaved(page)
  } finally {
    await clearFaults()
  }
  faults.allow(503, `/api${draft}/submit`)
  await expect(page.getByRole('banner').getByRole('img', { name: 'reachable' })).toBeVisible(PATIENCE)
  await expect(page.getByText(AWAY)).toHaveCount(0)
  await page.goto(draft)
  await expect(page.getByRole('region', { name: 'What will change' })).toContainText(
    'typed while it was away',
  )
})

/** What was asked of the forge a while ago is asked at the next page, so that it counts for a whole minute from then on. */
async function askRolesAnew(page: Page): Promise<void> {
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  await client.query('DELETE FROM repository_role')
  await client.end()
  await page.goto('/audit')
}
