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

/** From now on no script arrives: what was fetched already works on. */
async function loseScripts(page: Page): Promise<() => Promise<void>> {
  await page.route(CHUNKS, (route) => route.abort('aborted'))
  return () => page.unroute(CHUNKS)
}

test('a text editor that cannot be fetched leaves the edits of the form as they are, and comes when it is asked for again @long', async ({
  page,
}) => {
  await signIn(page, loginOf('write'), '/policies')
  await openDraft(page, own('text-later'))
  const deny = page.getByRole('switch', { name: 'Deny every call' })
  await deny.click()
  await expect(deny).toBeChecked()
  await isSaved(page)
  const giveBack = await loseScripts(page)
  await page.getByRole('button', { name: 'Text', exact: true }).click()
  const missing = page.getByRole('alert').filter({ hasText: 'The text editor could not be fetched.' })
  await expect(missing).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await expect(deny).toBeChecked()
  await page.getByRole('button', { name: 'Text', exact: true }).click()
  await expect(missing).toBeVisible()
  await giveBack()
  await missing.getByRole('button', { name: 'Try again' }).click()
  const text = page.getByRole('textbox', { name: 'YAML', exact: true })
  await expect(text).toContainText(/action: "?deny/)
  await expect(missing).toHaveCount(0)
})

test('a submission that cannot be fetched says so above the form, can be given up, and opens once it is there', async ({
  page,
}) => {
  await signIn(page, loginOf('write'), '/policies')
  await openDraft(page, own('submission-later'))
  const giveBack = await loseScripts(page)
  const submit = page.getByRole('button', { name: 'Submit as a pull request' })
  await submit.click()
  const missing = page.getByRole('alert').filter({ hasText: 'The submission could not be fetched.' })
  await missing.getByRole('button', { name: 'Close' }).click()
  await expect(missing).toHaveCount(0)
  await giveBack()
  await submit.click()
  await expect(page.getByRole('dialog', { name: 'Open a pull request' })).toBeVisible()
})

test('a search that cannot be fetched says so on the page, and opens when it is asked for again', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies')
  await expectListening(page)
  const giveBack = await loseScripts(page)
  await page.keyboard.press('ControlOrMeta+k')
  const missing = page.getByRole('alert').filter({ hasText: 'The search could not be fetched.' })
  await expect(missing).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeVisible()
  await giveBack()
  await missing.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeVisible()
})

test('a menu that cannot be fetched leaves the focus on its button, and opens when that is pressed again @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies')
  await expectListening(page)
  const giveBack = await loseScripts(page)
  const button = page.getByRole('button', { name: /, menu$/ })
  await button.press('Enter')
  const missing = page.getByRole('alert').filter({ hasText: 'The menu could not be fetched.' })
  await expect(missing).toBeVisible()
  await expect(button).toBeFocused()
  await button.press('Enter')
  await expect(missing).toBeVisible()
  await giveBack()
  await button.press('Enter')
  await expect(page.getByRole('menu')).toBeVisible()
  await expect(missing).toHaveCount(0)
})
