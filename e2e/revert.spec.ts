import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { mergeChange } from './forge-client'
import { loginOf, openBy, signIn, untilTold } from './person'

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

test('a version of a policy is reverted to a draft @long', async ({ page }) => {
  await signIn(page, loginOf('write'), LEDGER)
  await expect(page.getByRole('region', { name: 'History' })).toBeVisible()
  await startRevert(page, /^Revert /)
})

test('a change is reverted from its page, and where its file went on the three sides are brought together @long', async ({
  page,
}) => {
  const path = 'policies/platform/reverted.yaml'
  const text = (limit: number, message: string) =>
    `version: "1"\ntools:\n  ask:\n    rules:\n      - name: cap\n        rate_limit: ${limit}/hour\n        on_deny: "${message}"\n`
  await mergeChange('Add what is reverted', { [path]: text(5, 'Enough.') })
  const number = await mergeChange('Raise its limit', { [path]: text(9, 'Enough.') })
  await signIn(page, loginOf('write'), '/changes')
  await untilTold(page, `/changes/${number}`, 'Revert…')
  await page.goto(`/changes/${number}`)
  await startRevert(page, 'Revert…')
  const diff = page.getByRole('region', { name: 'What will change' })
  await expect(diff).toContainText('5/hour')

  const later = await mergeChange('Say it better', { [path]: text(9, 'Nine are enough.') })
  await untilTold(page, `/changes/${later}`, 'Revert…')
  await page.goto(`/changes/${number}`)
  await startRevert(page, 'Revert…')
  await page.getByRole('button', { name: 'Compare and go on from there' }).click()
  await expect(page.getByRole('group', { name: /^Message of cap/ })).toContainText(
    'only the branch changed it',
  )
  await page.getByRole('button', { name: 'Go on from there' }).click()
  await expect(diff).toContainText('5/hour')
  await expect(diff).toContainText('1 added, 1 removed')
})

test('a push without a pull request is reverted to a draft @long', async ({ page }) => {
  await openPush(page, loginOf('write'))
  await startRevert(page, 'Revert…')
})

test('who may only look is offered none of it @long', async ({ page }) => {
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
