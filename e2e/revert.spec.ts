import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { loginOf, openBy, signIn } from './person'

// Taking something back from where somebody sees it: a decision, a version of a policy, a push. Each has its twin: who may only look has no button.
test.slow()
test.use({ viewport: { width: 1440, height: 900 } })

const LEDGER = '/policies/payments/ledger.yaml'

/** The button may be there before the page listens to it. */
async function startRevert(page: Page, name: string | RegExp): Promise<void> {
  const editor = page.locator('.editor[aria-busy="false"]')
  await openBy(editor, async () => {
    const button = page.getByRole('button', { name }).first()
    if (await button.isVisible()) await button.click()
  })
  await expect(page).toHaveURL(/\/drafts\//)
}

/** The demo's agent has called something in front of this proxy within a minute of its start. */
async function openDecision(page: Page, login: string): Promise<void> {
  await signIn(page, login, '/decisions?proxy=memory-prod&result=denied')
  const rows = page.getByRole('table', { name: 'Decisions', exact: true }).locator('tbody').getByRole('row')
  await expect(async () => {
    await page.reload()
    await expect(rows.first()).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
  await rows.first().getByRole('link').first().click()
  await expect(page.getByRole('complementary', { name: / denied$/ })).toBeVisible()
}

/** The demo's history has one commit that no pull request brought. */
async function openPush(page: Page, login: string): Promise<void> {
  await signIn(page, login, '/changes?state=merged&q=Fix+typo+in+comment')
  await page.getByRole('link', { name: 'Fix typo in comment' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Fix typo in comment' })).toBeVisible()
}

test('the change behind a decision is reverted to an open pull request', async ({ page }) => {
  await openDecision(page, loginOf('write'))
  await startRevert(page, 'Revert the change behind it')
  const asking = page.getByRole('dialog', { name: 'Open a pull request' })
  await openBy(asking, () => page.getByRole('button', { name: 'Submit as a pull request' }).click())
  await expect(asking.getByLabel('Title')).toHaveValue(/^Revert "/)
  await asking.getByRole('button', { name: 'Submit' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  await expect(page.getByRole('heading', { level: 1, name: /^Revert "/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Owners' })).toContainText('asked @')
})

test('a version of a policy is reverted to a draft', async ({ page }) => {
  await signIn(page, loginOf('write'), LEDGER)
  await expect(page.getByRole('region', { name: 'History' })).toBeVisible()
  await startRevert(page, /^Revert /)
})

test('a push without a pull request is reverted to a draft', async ({ page }) => {
  await openPush(page, loginOf('write'))
  await startRevert(page, 'Revert…')
})

test('who may only look is offered none of it', async ({ page }) => {
  const reader = loginOf('read')
  const none = () => expect(page.getByRole('button', { name: /^Revert/ })).toHaveCount(0)
  await signIn(page, reader, LEDGER)
  await expect(page.getByRole('region', { name: 'History' })).toBeVisible()
  await none()
  await openPush(page, reader)
  await expect(page.getByRole('region', { name: 'What changes' })).toBeVisible()
  await none()
  await openDecision(page, reader)
  await none()
})
