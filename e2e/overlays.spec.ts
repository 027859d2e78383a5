import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, openBy, signIn } from './person'
import { stack } from './stack'

// Up to four looks at each, of which two with all rules of axe.
test.describe.configure({ timeout: 240_000 })

test('the palette with results reads well in every look', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  const search = page.getByRole('combobox', { name: 'Search or jump to' })
  await openBy(search, () => page.keyboard.press('ControlOrMeta+k'))
  await search.fill('stripe')
  await expect(page.getByRole('option', { name: /stripe\.yaml/ }).first()).toBeVisible()
  await expectAccessibleInEveryLook(page)
})

test('the keyboard help reads well in every look @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  await expectAccessibleInEveryLook(page)
})

test('a draft, its text and the dialog that submits it read well in every look @long', async ({ page }) => {
  const path = 'policies/data/snowflake.yaml'
  await signIn(page, 'dmitri', '/policies')
  const before = await readFile(path, 'utf8')
  const text = before.replace(/^description: .*$/m, 'description: "Snowflake: look at the sales mart"')
  const headers = { origin: stack().url }
  const made = await page.request.post('/api/drafts', {
    headers,
    data: { title: 'Say what Snowflake is for', files: [{ basePath: path, text }] },
  })
  const { id } = await made.json()
  try {
    await page.goto(`/drafts/${id}`)
    await expect(page.getByRole('region', { name: 'What will change' })).toContainText(
      'look at the sales mart',
    )
    await expectAccessibleInEveryLook(page)
    const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
    await openBy(dialog, () => page.getByRole('button', { name: 'Submit as a pull request' }).click())
    await expectAccessibleInEveryLook(page)
    await page.keyboard.press('Escape')
    await openBy(page.getByRole('textbox', { name: 'YAML', exact: true }), () =>
      page.getByRole('button', { name: 'Text', exact: true }).click(),
    )
    await expectAccessibleInEveryLook(page)
  } finally {
    await page.request.delete(`/api/drafts/${id}`, { headers })
  }
})

/** Each with what it asks for besides what all do. */
const MODES = [
  ['pull', null],
  ['git', 'Git address to fetch from'],
  ['relay', 'Source file that your tool fills'],
  ['observe', null],
] as const

test('connecting a proxy in each mode, and the dialog that retires one, read well in every look @long', async ({
  page,
}) => {
  await signIn(page, loginOf('admin'), '/connect')
  await expect(page.getByRole('button', { name: 'Make key and command' })).toBeVisible()
  for (const [mode, asked] of MODES) {
    await page.getByRole('radio', { name: mode, exact: true }).check()
    if (asked !== null) await expect(page.getByLabel(asked)).toBeVisible()
    await expectAccessibleInEveryLook(page)
  }
  await page.goto('/fleet/everything-prod')
  const dialog = page.getByRole('dialog', { name: 'Retire everything-prod?' })
  await openBy(dialog, () => page.getByRole('button', { name: 'Retire' }).click())
  await expectAccessibleInEveryLook(page)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
})

test('the menu of the person reads well in every look', async ({ page }) => {
  await signIn(page, loginOf('admin'), '/connect')
  const menu = page.getByRole('menu')
  await openBy(menu, () => page.getByRole('button', { name: /, menu$/ }).click())
  await expectAccessibleInEveryLook(page)
})

test('a theme that a person chooses holds against that of the system, from the first byte of the next page, until they give it back', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await signIn(page, loginOf('write'), '/policies')
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const bright = await background()
  const menu = page.getByRole('menu')
  const choose = async (theme: string) => {
    await openBy(menu, () => page.getByRole('button', { name: /, menu$/ }).click())
    await menu.getByRole('menuitemradio', { name: theme }).click()
    await page.keyboard.press('Escape')
  }
  await choose('Dark')
  await expect.poll(background).not.toBe(bright)
  const html = await (await page.request.get('/fleet')).text()
  expect(html.slice(0, html.indexOf('<body'))).toContain('data-theme="dark"')
  await page.reload()
  expect(await background()).not.toBe(bright)
  await choose('As the system')
  await expect.poll(background).toBe(bright)
})

test('return in the search opens nothing that was found for another text', async ({ page }) => {
  await signIn(page, loginOf('read'), '/docs/concepts')
  const field = page.getByRole('combobox', { name: 'Search or jump to' })
  await openBy(field, () => page.keyboard.press('ControlOrMeta+k'))
  await field.fill('stripe')
  await expect(page.getByRole('option').filter({ hasText: 'stripe' }).first()).toBeVisible()
  // The answer to the next text does not come yet.
  let answer: () => void = () => {}
  const held = new Promise<void>((go) => (answer = go))
  await page.route('**/api/jump?q=no-such*', async (route) => {
    await held
    await route.continue()
  })
  await field.fill('no-such-policy')
  await expect(page.getByText('Searching')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/docs\/concepts$/)
  answer()
  await expect(page.getByText('Nothing goes by this name')).toBeVisible()
})
