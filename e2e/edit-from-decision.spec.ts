import { expect, type Page } from '@playwright/test'
import { isListening } from './drafts'
import { test } from './fixtures'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn } from './person'

test.describe.configure({ timeout: 240_000 })

/** Begins a draft with the newest call that the log has of these. */
async function draftFrom(page: Page, query: string, word: 'Deny' | 'Allow'): Promise<void> {
  await signIn(page, loginOf('write'), `/decisions?${query}`)
  const rows = page.getByRole('table', { name: 'Decisions', exact: true }).locator('tbody').getByRole('row')
  await expect(async () => {
    await page.reload()
    await expect(rows.first()).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
  await rows.first().getByRole('link').first().click()
  await page.getByRole('button', { name: `${word} calls like this` }).click()
  await expect(page).toHaveURL(/\/drafts\/.*[?&]d=/)
  await isListening(page)
}

const ways = (page: Page) => page.getByRole('radiogroup', { name: /^How much to / }).getByRole('radio')
const changed = (page: Page) => page.getByRole('region', { name: 'What will change' })

test('a draft that began with a call shows it beside each way to deny its like, counted, and reads well in every look', async ({
  page,
}) => {
  await draftFrom(page, 'proxy=everything-prod&result=allowed&tool=echo', 'Deny')
  const call = page.getByRole('region', { name: 'The call' })
  await expect(call).toContainText('echo allowed')
  await expect(call).toContainText(/[\d,]+ calls? of echo in 7 days, .*denied/)
  await expect(call.getByRole('link', { name: 'Back to the decision' })).toHaveAttribute('href', /\?d=\d/)
  await expect(ways(page).last()).toHaveAccessibleName(/^Every call of echo/)
  await expect(page.getByText(/^[\d,]+ of [\d,]+ would have been denied/).last()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Will run on' })).toContainText('prod')
  await expect(page.getByRole('region', { name: 'Who must approve' })).toContainText('GitHub decides')
  await expect(changed(page)).toContainText('every other byte unchanged')
  await expectAccessibleInEveryLook(page)
})

test('the way that is chosen is the draft, one step of undo, and still chosen after a reload; what was written otherwise is none of them @long', async ({
  page,
}) => {
  await draftFrom(page, 'rule=sum-range&result=denied', 'Allow')
  await expect(ways(page).first()).toBeChecked()
  const narrowest = await changed(page).innerText()
  await ways(page).last().check()
  await expect(changed(page)).not.toHaveText(narrowest)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(ways(page).first()).toBeChecked()
  await ways(page).last().check()
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible()
  await page.reload()
  await isListening(page)
  await expect(ways(page).last()).toBeChecked()

  await page.getByRole('button', { name: 'Edit as form' }).click()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByRole('menuitem', { name: 'Deny every call' }).click()
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await expect(page.getByText('The draft says what you wrote.')).toBeVisible()
  for (const way of await ways(page).all()) await expect(way).not.toBeChecked()
})

test('the call is pinned in the same draft as what it must get then, and taken out again', async ({
  page,
}) => {
  await draftFrom(page, 'rule=sum-range&result=denied', 'Allow')
  await page.getByRole('button', { name: 'Pin as policy test' }).click()
  await expect(page.getByText(/^Pinned in /)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Submission' })).toContainText('2 files')
  await page.getByRole('button', { name: 'Put in real ones' }).click()
  await expect(page.locator('.cm-content')).toContainText(/is allowed, unlike on \d{4}-\d\d-\d\d/)
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('button', { name: 'Pin as policy test' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Submission' })).toContainText('1 file')
})
