import { expect, type Page } from '@playwright/test'
import { isSaved, openDraft } from './drafts'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { expectListening, loginOf, signIn } from './person'

const CHUNKS = '**/_next/static/chunks/*'

/** A policy that no other spec touches, as a new file of the draft. */
const OWN = `version: "1"
default: deny
tools:
  create_refund:
    rules: []
`
const own = (name: string) => [{ path: `policies/e2e/${name}.yaml`, text: OWN }]

/**
 * Lets a page lose its scripts: what was fetched already works on. It stands between before the page opens, for a page that is there goes on
 * past a route for a moment: Chromium tells it by another way than keys and clicks.
 */
async function holdScripts(page: Page): Promise<{ lose: () => void; giveBack: () => void }> {
  let lost = false
  await page.route(CHUNKS, (route) => (lost ? route.abort('aborted') : route.fallback()))
  return {
    lose: () => {
      lost = true
    },
    giveBack: () => {
      lost = false
    },
  }
}

test('a text editor that cannot be fetched leaves the edits of the form as they are, and comes when it is asked for again @long', async ({
  page,
}) => {
  const scripts = await holdScripts(page)
  await signIn(page, loginOf('write'), '/policies')
  await openDraft(page, own('text-later'))
  const deny = page.getByRole('switch', { name: 'Deny every call' })
  await deny.click()
  await expect(deny).toBeChecked()
  await isSaved(page)
  scripts.lose()
  await page.getByRole('button', { name: 'Text', exact: true }).click()
  const missing = page.getByRole('alert').filter({ hasText: 'The text editor could not be fetched.' })
  await expect(missing).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await expect(deny).toBeChecked()
  await page.getByRole('button', { name: 'Text', exact: true }).click()
  await expect(missing).toBeVisible()
  scripts.giveBack()
  await missing.getByRole('button', { name: 'Try again' }).click()
  const text = page.getByRole('textbox', { name: 'YAML', exact: true })
  await expect(text).toContainText(/action: "?deny/)
  await expect(missing).toHaveCount(0)
})

test('a submission that cannot be fetched says so above the form, can be given up, and opens once it is there', async ({
  page,
}) => {
  const scripts = await holdScripts(page)
  await signIn(page, loginOf('write'), '/policies')
  await openDraft(page, own('submission-later'))
  scripts.lose()
  const submit = page.getByRole('button', { name: 'Submit as a pull request' })
  await submit.click()
  const missing = page.getByRole('alert').filter({ hasText: 'The submission could not be fetched.' })
  await missing.getByRole('button', { name: 'Close' }).click()
  await expect(missing).toHaveCount(0)
  scripts.giveBack()
  await submit.click()
  await expect(page.getByRole('dialog', { name: 'Open a pull request' })).toBeVisible()
})

test('a search that cannot be fetched says so on the page, and opens when it is asked for again', async ({
  page,
}) => {
  const scripts = await holdScripts(page)
  await signIn(page, loginOf('read'), '/policies')
  await expectListening(page)
  scripts.lose()
  await page.keyboard.press('ControlOrMeta+k')
  const missing = page.getByRole('alert').filter({ hasText: 'The search could not be fetched.' })
  await expect(missing).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeVisible()
  scripts.giveBack()
  await missing.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeVisible()
})

test('a menu that cannot be fetched leaves the focus on its button, and opens when that is pressed again @long', async ({
  page,
}) => {
  const scripts = await holdScripts(page)
  await signIn(page, loginOf('read'), '/policies')
  await expectListening(page)
  scripts.lose()
  const button = page.getByRole('button', { name: /, menu$/ })
  await button.press('Enter')
  const missing = page.getByRole('alert').filter({ hasText: 'The menu could not be fetched.' })
  await expect(missing).toBeVisible()
  await expect(button).toBeFocused()
  await button.press('Enter')
  await expect(missing).toBeVisible()
  scripts.giveBack()
  await button.press('Enter')
  await expect(page.getByRole('menu')).toBeVisible()
  await expect(missing).toHaveCount(0)
})
