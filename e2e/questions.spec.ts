import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { countClicks } from './clicks'
import { isListening } from './drafts'
import { expectListening, loginOf, signIn } from './person'

// The questions that the product promises to answer, each by the way that a person takes.
test.slow()
test.use({ viewport: { width: 1440, height: 900 } })

/** The demo's agent has called something in front of this proxy within a minute of its start. */
async function openLog(page: Page, login: string, query: string): Promise<void> {
  await signIn(page, login, `/decisions?${query}`)
  await expect(async () => {
    await page.reload()
    await expect(rows(page).first()).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
  await expectListening(page)
}

function rows(page: Page) {
  return page.getByRole('table', { name: 'Decisions', exact: true }).locator('tbody').getByRole('row')
}

test('from a decision to an open pull request: four clicks and a title, where there is one way to deny its calls', async ({
  page,
}) => {
  await openLog(page, loginOf('write'), 'proxy=memory-prod&result=allowed&tool=open_nodes')
  const clicks = await countClicks(page)
  await rows(page).first().getByRole('link').first().click()
  await page.getByRole('button', { name: 'Deny calls like this' }).click()
  await isListening(page)
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const asking = page.getByRole('dialog', { name: 'Open a pull request' })
  await asking.getByLabel('Title').fill('Deny calls like one of the log')
  await asking.getByRole('button', { name: 'Submit' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  await expect(page.getByRole('heading', { level: 1, name: 'Deny calls like one of the log' })).toBeVisible()
  expect(clicks()).toBe(4)
})

test('from a decision to an emergency that denies its tool: three clicks and the reason why it cannot wait @long', async ({
  page,
}) => {
  await openLog(page, loginOf('write'), 'proxy=everything-prod&result=allowed&tool=echo')
  const clicks = await countClicks(page)
  await rows(page).first().getByRole('link').first().click()
  await page.getByRole('button', { name: 'Deny echo now' }).click()
  const asking = page.getByRole('dialog', { name: 'Open an emergency pull request' })
  await asking.getByLabel(/^Why it cannot wait/).fill('An agent repeats what it reads.')
  await asking.getByRole('button', { name: 'Open emergency pull request' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  await expect(page.getByRole('heading', { level: 1, name: 'Deny echo now' })).toBeVisible()
  expect(clicks()).toBe(3)
})

test('a denied call is let through by less of the rule that denied it, and by no more than was chosen @long', async ({
  page,
}) => {
  await openLog(page, loginOf('write'), 'rule=sum-range&result=denied')
  await rows(page).first().getByRole('link').first().click()
  await page.getByRole('button', { name: 'Allow calls like this' }).click()
  await expect(page).toHaveURL(/\/drafts\//)
  await isListening(page)
  const ways = page.getByRole('radiogroup', { name: 'How much to allow' })
  await expect(ways.getByRole('radio')).toHaveCount(3)
  await expect(ways.getByRole('radio').first()).toBeChecked()
  await ways.getByRole('radio', { name: 'Without the condition b ≤ 1000' }).check()
  const changed = page.getByRole('region', { name: 'What will change' })
  await expect(changed).toContainText('0 added, 3 removed')
  await expect(changed).toContainText('path: args.b')
  await expect(page.getByRole('region', { name: 'What it means' })).toContainText('loosens 1')
})

test('from a row of the log to who approved: one click shows the name, one more the change', async ({
  page,
}) => {
  await openLog(page, loginOf('read'), 'proxy=memory-prod&result=denied')
  const clicks = await countClicks(page)
  await rows(page).first().getByRole('link').first().click()
  await expect(page).toHaveURL(/[?&]d=\d/)
  const drawer = page.getByRole('complementary', { name: / denied$/ })
  // The pull requests of the year are read after the start, the newest first.
  await expect(async () => {
    await page.reload()
    await expect(drawer.getByText(/^Approved by @/)).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
  await drawer.getByRole('link', { name: /^#\d+/ }).first().click()
  await expect(page).toHaveURL(/\/changes\/\d+/)
  await expect(page.getByRole('region', { name: 'Owners' })).toContainText('recorded at the merge')
  expect(clicks()).toBe(2)
})

test('which proxies do not run what git says: the fleet says it without a click, and leads to each in one', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/fleet')
  await expectListening(page)
  await expect(
    page.getByRole('heading', { level: 1, name: /^\d+ of \d+ prox(y|ies) (is|are) in sync$/ }),
  ).toBeVisible()
  const clicks = await countClicks(page)
  await page.getByRole('table', { name: 'Proxies' }).getByRole('link', { name: 'memory-prod' }).click()
  for (const fact of ['Desired', 'Delivered', 'Attempted', 'Running'])
    await expect(page.getByText(fact, { exact: true }).first()).toBeVisible()
  expect(clicks()).toBe(1)
})

test('what was enforced at an instant, who agreed to it, and who lagged: by address alone', async ({
  page,
}) => {
  await openLog(page, loginOf('read'), 'proxy=memory-prod')
  // It decided something just before: it ran.
  const at = new Date().toISOString()
  await page.goto(`/fleet/memory-prod?at=${at}`)
  await expect(page.getByRole('heading', { level: 1, name: /^What memory-prod enforced at / })).toBeVisible()
  await expect(page.getByText(/with the content of commit [0-9a-f]{7}/)).toBeVisible()
  for (const part of ['Who agreed to it', 'How it is known', 'What this does not prove'])
    await expect(page.getByRole('heading', { name: part })).toBeVisible()
  await page.getByRole('link', { name: 'The fleet then' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /were in sync$/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Statement for memory-prod' })).toBeVisible()
})
