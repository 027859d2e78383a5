import { expect, type Page } from '@playwright/test'
import { isListening } from './drafts'
import { test } from './fixtures'
import { expectListening, loginOf, openBy, signIn } from './person'

// Each walks through a whole piece of work without a pointer.
test.describe.configure({ timeout: 240_000 })
test.use({ viewport: { width: 1440, height: 900 } })

/** The focus: what a screen reader says of it first. */
const focused = (page: Page) => page.locator(':focus')

/** Goes on to another control by Tab, as far as it may be away. */
async function tabTo(page: Page, name: RegExp, most = 12): Promise<void> {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab')
    const words = await focused(page).evaluate(
      (one) => one.getAttribute('aria-label') ?? one.textContent ?? '',
    )
    if (name.test(words)) return
  }
  throw new Error(`${most} times Tab did not lead to ${name}`)
}

/** Opens the log and the first of its rows, which tells its call by ear. */
async function openFirst(page: Page, query: string, says: RegExp): Promise<void> {
  await signIn(page, loginOf('write'), '/changes')
  await expect(async () => {
    await page.goto(`/decisions?${query}`)
    await expect(
      page.getByRole('table', { name: 'Decisions', exact: true }).getByRole('row').nth(1),
    ).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
  await expectListening(page)
  await page.keyboard.press('j')
  await expect(focused(page)).toHaveAccessibleDescription(says)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: /(allowed|denied)$/ })).toBeVisible()
}

test('keys alone lead from a decision to its rule, and back to the row @long', async ({ page }) => {
  await openFirst(page, 'rule=sum-range&result=denied', /^denied get-sum$/)
  await tabTo(page, /^To the call$/, 2)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'get-sum denied' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary', { name: 'get-sum denied' })).toHaveCount(0)
  await expect(focused(page)).toHaveAccessibleDescription('denied get-sum')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'get-sum denied' })).toBeVisible()
  await tabTo(page, /^To the call$/, 2)
  await page.keyboard.press('Enter')
  await tabTo(page, /^sum-range$/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/policies\/platform\/everything\.yaml/)
  await expect(page.getByRole('heading', { level: 1, name: 'everything.yaml' })).toBeVisible()
})

test('keys alone lead from a decision to a pull request that denies calls like it @long', async ({
  page,
}) => {
  await openFirst(page, 'proxy=memory-prod&result=allowed&tool=open_nodes', /^allowed open_nodes$/)
  await page.keyboard.press('r')
  await isListening(page)
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await openBy(dialog, () => page.keyboard.press('ControlOrMeta+Enter'))
  await expect(dialog.getByLabel('Title')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Deny by keys alone')
  await tabTo(page, /^Submit$/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  const heading = page.getByRole('heading', { level: 1, name: 'Deny by keys alone' })
  await expect(heading).toBeFocused()
})

test('keys alone lead to who approved a change @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/changes?state=merged')
  await expectListening(page)
  await page.keyboard.press('j')
  const [title = ''] = (await focused(page).innerText()).split('\n')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/changes\/\d+$/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await expect(page.getByRole('region', { name: 'Owners' }).getByRole('listitem').first()).toContainText('@')
})

test('keys alone lead from the fleet to why a proxy is as it is', async ({ page }) => {
  await signIn(page, loginOf('read'), '/')
  await expectListening(page)
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await expect(page.getByRole('heading', { level: 1, name: /in sync$/ })).toBeFocused()
  await page.keyboard.press('f')
  await page.keyboard.type('filesystem-prod')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/q=filesystem-prod/)
  await focused(page).blur()
  // What stands above the table, as processes of a proxy of another spec that fit none, has rows of its own.
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(focused(page)).toHaveText('filesystem-prod', { timeout: 1000 })
  }).toPass()
  await expect(focused(page)).toHaveAccessibleDescription(/^(In sync|Rolling out)/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'filesystem-prod' })).toBeFocused()
})
