import { expect, type Page } from '@playwright/test'
import { openDraft } from './drafts'
import { test } from './fixtures'
import { expectListening, loginOf, openBy, signIn } from './person'
import { stack } from './stack'

// The keys of the help that no other spec presses (components/shell/key-map.ts).

const STRIPE = '/policies/payments/stripe.yaml'
const SHA = /at=[0-9a-f]{40}/

/** What is copied goes here, where the browser asks nobody. */
async function copied(page: Page): Promise<() => Promise<string>> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  return () => page.evaluate(() => navigator.clipboard.readText())
}

test('G and a letter lead to each section, and a slash to the search @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/audit')
  await expectListening(page)
  for (const [letter, path] of [
    ['o', '/'],
    ['p', '/policies'],
    ['c', '/changes'],
    ['d', '/decisions'],
    ['f', '/fleet'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await expect(page).toHaveURL((url) => url.pathname === path)
  }
  await page.keyboard.press('/')
  await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeFocused()
})

test('after G a letter names a section, also on a page where it does something by itself @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), STRIPE)
  await expectListening(page)
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await expect(page).toHaveURL((url) => url.pathname === '/changes')
})

test('letters that were switched off stay so on the next page, and Escape closes a decision all the same @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/decisions?hours=168')
  await expectListening(page)
  const letters = page.getByRole('menuitemcheckbox', { name: 'Shortcuts made of single letters' })
  await openBy(letters, () => page.getByRole('button', { name: /, menu$/ }).click())
  await letters.click()
  await page.reload()
  const log = page.getByRole('table', { name: 'Decisions', exact: true })
  const row = log.locator('tbody').getByRole('link').first()
  const drawer = page.getByRole('complementary', { name: /(allowed|denied)$/ })
  await openBy(drawer, () => row.click())
  // Closed once the page listens: a letter before that says nothing.
  await expect(async () => {
    await page.keyboard.press('1')
    await page.keyboard.press('Escape')
    await expect(drawer).toHaveCount(0, { timeout: 3000 })
  }).toPass()
  await expect(page).toHaveURL(/hours=168/)
})

test('O opens on GitHub what is shown @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/changes?state=merged')
  await expectListening(page)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/changes\/\d+$/)
  const number = page.url().split('/').at(-1)
  await expect(page.getByRole('link', { name: /^Open on GitHub/ })).toBeVisible()
  await page.keyboard.press('o')
  await expect(page).toHaveURL(new RegExp(`/pull/${number}$`))
})

test('O opens nothing where no link leads to GitHub, though others lead away @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/docs/operations')
  await expectListening(page)
  await expect(page.locator('main a[rel="noreferrer"]').first()).toBeVisible()
  await page.keyboard.press('o')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await expect(page).toHaveURL('/docs/operations')
})

test('brackets walk the versions of a policy, C compares, Y copies a link that lasts @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), STRIPE)
  await expectListening(page)
  const readCopied = await copied(page)
  await page.keyboard.press('y')
  await expect.poll(readCopied).toMatch(new RegExp(`${STRIPE}\\?${SHA.source}$`))
  await page.keyboard.press('[')
  await expect(page).toHaveURL(SHA)
  const older = page.url()
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: older.slice(-40, -33) })
      .first(),
  ).toBeVisible()
  await page.keyboard.press(']')
  await expect(page).not.toHaveURL(older)
  await page.keyboard.press('c')
  await expect(page).toHaveURL(/compare=[0-9a-f]{40}\.\.\.[0-9a-f]{40}/)
  await expect(page.getByRole('region', { name: 'What it means' })).toBeVisible()
  await page.keyboard.press('y')
  await expect.poll(readCopied).toMatch(/compare=[0-9a-f]{40}\.\.\.[0-9a-f]{40}/)
})

test('brackets that a keyboard writes with AltGr or Option are the same keys, and with Ctrl alone none @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), STRIPE)
  await expectListening(page)
  const press = (init: Pick<KeyboardEventInit, 'key' | 'ctrlKey' | 'altKey' | 'modifierAltGraph'>) =>
    page.evaluate(
      (given) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...given })),
      init,
    )
  const first = page.url()
  await press({ key: '[', ctrlKey: true })
  // What Ctrl and the bracket had begun would be seen by the time that the help is.
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await expect(page).toHaveURL(first)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toHaveCount(0)
  // As Windows tells AltGr.
  await press({ key: '[', ctrlKey: true, altKey: true, modifierAltGraph: true })
  await expect(page).toHaveURL(SHA)
  const second = page.url()
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: second.slice(-40, -33) })
      .first(),
  ).toBeVisible()
  // As a Mac tells Option.
  await press({ key: '[', altKey: true })
  await expect(page).not.toHaveURL(second)
  await expect(page).toHaveURL(SHA)
})

test('E begins a draft of the policy, also with the letters locked in upper case @long', async ({ page }) => {
  await signIn(page, loginOf('write'), STRIPE)
  await expectListening(page)
  await page.keyboard.press('E')
  await expect(page).toHaveURL(/\/drafts\/[\w-]+/)
  const [id = ''] = /[\w-]+$/.exec(new URL(page.url()).pathname) ?? []
  const gone = await page.request.delete(`/api/drafts/${id}`, { headers: { origin: stack().url } })
  expect(gone.ok()).toBe(true)
})

test('2 goes back to a day of the log @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/decisions?hours=1')
  await expectListening(page)
  await page.keyboard.press('2')
  await expect(page).not.toHaveURL(/hours=1(&|$)/)
  await expect(page.getByRole('button', { name: 'Last 24 hours' })).toBeVisible()
})

test('in the editor F8 goes to a problem, Ctrl and a dot mends it, Ctrl and Z takes that back, N adds a rule @long', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  const text = `version: "1"
tools:
  pay:
    rules:
      - name: cap
        conditions:
          - { path: state.pay.n, op: lt, value: 10 }
        state: { counter: n, window: hour }
        on_deny: Enough.
`
  await openDraft(page, [{ path: 'policies/payments/keys.yaml', text }], '?view=text')
  const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
  await expect(page.getByRole('list', { name: 'Problems' })).toContainText('lt')
  await page.keyboard.press('F8')
  await expect(yaml).toBeFocused()
  await page.keyboard.press('ControlOrMeta+.')
  await expect(yaml).toContainText('op: lte')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(yaml).not.toContainText('op: lte')
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  const rules = page.getByRole('list', { name: 'Rules of pay' }).getByRole('listitem')
  await expect(rules).toHaveCount(1)
  await page.keyboard.press('n')
  await expect(page.getByRole('menuitem', { name: 'Limit how often' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(rules).toHaveCount(2)
})
