import { expect } from '@playwright/test'
import { isListening, isSaved, openDraft } from './drafts'
import { test } from './fixtures'
import { loseMain } from './forge-client'
import { signIn } from './person'

// Long for what it does to everybody else: no other spec may run beside it.
test.describe.configure({ timeout: 300_000 })

const HEARD = { timeout: 60_000 }
const GONE = 'main is gone from GitHub'

/** What is read of git, each with words of what it showed before. */
const PAGES = [
  ['/', 'Waiting for review'],
  ['/policies', 'stripe.yaml'],
  ['/policies/payments/stripe.yaml', 'create_refund'],
  ['/changes', 'merged'],
  ['/fleet', 'filesystem-prod'],
  ['/fleet/filesystem-prod', 'filesystem-prod'],
  ['/decisions', 'filesystem-prod'],
  ['/settings/repository', 'main'],
] as const

test('while the tracked branch is gone pages say so and show what was known, nothing is submitted, and all goes on once it is back', async ({
  page,
  faults,
}) => {
  await signIn(page, 'mara', '/policies')
  const text = 'version: "1"\ndefault: deny\n'
  await openDraft(page, [{ path: 'policies/e2e/outlives.yaml', text }], '?view=text')
  const draft = new URL(page.url()).pathname
  const putBack = loseMain()
  const banner = page.getByText(GONE)
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  try {
    await expect(async () => {
      expect(await (await page.request.get('/policies')).text()).toContain(GONE)
    }).toPass(HEARD)
    for (const [path, words] of PAGES) {
      await page.goto(path)
      await expect(banner).toBeVisible()
      await expect(page.getByRole('main')).toContainText(words)
    }
    expect((await page.request.get('/readyz')).status()).toBe(200)

    await page.goto(`${draft}?view=text`)
    await isListening(page)
    const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
    await yaml.press('ControlOrMeta+End')
    await page.keyboard.insertText('# typed while it was gone\n')
    await isSaved(page)
    await page.getByRole('button', { name: 'Submit as a pull request' }).click()
    await dialog.getByLabel('Title').fill('Outlive the branch')
    await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
    await expect(dialog.getByRole('alert')).toContainText('The branch main is gone from GitHub', HEARD)
    await expect(dialog.getByRole('alert')).toContainText('Your draft is kept')
  } finally {
    putBack()
  }
  faults.allow(409, `/api${draft}/submit`)
  await expect(async () => {
    expect(await (await page.request.get('/policies')).text()).not.toContain(GONE)
  }).toPass(HEARD)
  await page.goto(draft)
  await isListening(page)
  await expect(banner).toHaveCount(0)
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  await expect(dialog.getByLabel('Title')).toHaveValue('Outlive the branch')
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, HEARD)
  await expect(page.getByRole('main')).toContainText('typed while it was gone', HEARD)
})
