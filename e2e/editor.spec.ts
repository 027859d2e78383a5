import { expect, test, type Page } from '@playwright/test'

async function signIn(page: Page, login: string, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: new RegExp(`^${login} `) }).click()
  await expect(page).toHaveURL((url) => url.pathname === path)
}

/** Starts a draft. The button is there before the page listens to it, so that a first click may be lost. */
async function startDraft(page: Page): Promise<void> {
  const draft = page.getByRole('heading', { name: 'Draft of support/slack.yaml' })
  await expect(async () => {
    if (!(await draft.isVisible())) await page.getByRole('button', { name: 'Edit' }).click({ timeout: 5000 })
    await expect(draft).toBeVisible({ timeout: 8000 })
  }).toPass()
}

test('the analyst drafts a deny rule, sees only added lines, and opens a pull request that asks the code owners', async ({
  page,
}) => {
  await signIn(page, 'mara', '/policies/support/slack.yaml')
  await startDraft(page)
  await expect(page.getByRole('button', { name: 'Change something to submit' })).toBeDisabled()

  await page.getByRole('combobox', { name: 'Tool', exact: true }).selectOption({ index: 0 })
  await page.getByLabel('Name').fill('not from agents')
  const form = page.getByRole('group', { name: /^New rule for/ })
  await form.getByLabel('Message to the agent').fill('Ask a person.')
  await page.getByRole('button', { name: 'Add rule' }).click()

  const diff = page.getByRole('region', { name: 'What will change' })
  await expect(diff).toContainText('not from agents')
  await expect(diff).toContainText('Ask a person.')
  await expect(page.getByRole('region', { name: 'What it means' })).toContainText('denied')
  await expect(page.getByRole('region', { name: 'Who must agree' })).toContainText('one of')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await dialog.getByLabel('Title').fill('Deny the first tool')
  await dialog.getByRole('button', { name: 'Submit' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  await expect(page.getByRole('heading', { name: /^Deny the first tool #\d+$/ })).toBeVisible()
  await expect(page.getByText(/drafted by @mara/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Reviews and checks' })).toContainText('is asked')
  await expect(page.getByRole('link', { name: 'Review on GitHub' })).toBeVisible()
})

test('an invalid policy cannot be submitted, and says where it is wrong', async ({ page }) => {
  await signIn(page, 'mara', '/policies/support/slack.yaml')
  await startDraft(page)
  await expect(async () => {
    await page.getByRole('button', { name: 'Text' }).click()
    await expect(page.getByLabel('YAML')).toBeVisible({ timeout: 2000 })
  }).toPass()
  await page.getByLabel('YAML').fill('version: "2"\n')
  await expect(page.getByRole('list', { name: 'Problems' })).toContainText('version must be "1", got "2"')
  await expect(page.getByRole('button', { name: 'Fix 1 error to submit' })).toBeDisabled()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: 'Change something to submit' })).toBeDisabled()
})

test('the auditor may look and is offered no edit', async ({ page }) => {
  await signIn(page, 'lena', '/policies/support/slack.yaml')
  await expect(page.getByRole('heading', { name: 'slack.yaml' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0)
})
