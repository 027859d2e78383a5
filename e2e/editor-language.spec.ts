import { expect, type Page } from '@playwright/test'
import { isListening, isSaved, openDraft } from './drafts'
import { test } from './fixtures'
import { signIn } from './person'

const OWN =
  'version: "1"\ndefault: deny\ntools:\n  create_refund:\n    rules:\n      - name: cap\n        action: deny\n'
const own = (name: string) => [{ path: `policies/e2e/${name}.yaml`, text: OWN }]

/** Holds back every script that the page asks for once it is loaded; what it gives lets them through. */
async function holdLaterScripts(page: Page): Promise<() => Promise<void>> {
  const held: (() => Promise<void>)[] = []
  let isHolding = false
  page.once('load', () => (isHolding = true))
  await page.route('**/_next/static/chunks/**', (route) => {
    if (!isHolding) return route.continue()
    held.push(() => route.continue())
    return undefined
  })
  return async () => {
    isHolding = false
    await Promise.all(held.map((go) => go()))
  }
}

test('what is typed is there and saved while the policy language has not read it, and is judged when it has', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  const held: (() => Promise<void>)[] = []
  // The program of the worker, not the page's.
  await page.route('**/turbopack-worker*', (route) => {
    held.push(() => route.continue())
  })
  await openDraft(page, own('beside'), '?view=text')
  const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
  await yaml.fill(OWN.replace('"1"', '"2"'))
  await expect(yaml).toContainText('version: "2"')
  await isSaved(page)
  await expect(page.getByRole('list', { name: 'Problems' })).toHaveCount(0)

  await Promise.all(held.map((go) => go()))
  await expect(page.getByRole('list', { name: 'Problems' })).toContainText('version must be "1", got "2"')
  await yaml.fill(OWN)
  await expect(page.getByRole('button', { name: 'Submit as a pull request' })).toBeEnabled()
})

test('the form hears nothing before what makes text of edits is there, and everything after', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, own('before'))
  const release = await holdLaterScripts(page)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Redo' })).toBeVisible()
  await expect(page.locator('.editor[aria-busy="true"] .fm')).toHaveAttribute('inert')

  await release()
  await isListening(page)
  const name = page.getByRole('textbox', { name: 'Rule name' })
  await name.press('End')
  await name.pressSequentially(' of refunds')
  await expect(name).toHaveValue('cap of refunds')
  await expect(page.getByRole('region', { name: 'What will change' })).toContainText('cap of refunds')
  await isSaved(page)
})

test('the text offers what agents called, says the rule under the pointer in plain words, and marks the line of a problem @long', async ({
  page,
}) => {
  test.slow()
  await signIn(page, 'mara', '/decisions?proxy=everything-prod&tool=get-sum')
  // The demo fleet's agent has called it within a minute of its start.
  await expect(async () => {
    await page.reload()
    const rows = page.getByRole('table', { name: 'Decisions', exact: true }).locator('tbody')
    await expect(rows.getByRole('row').first()).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
  await openDraft(page, [{ basePath: 'policies/platform/everything.yaml' }], '?view=text')
  const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
  const sum = 'tools:\n  get-sum:\n    rules:\n      - name: cap\n        rate_limit: 5/hour\n'
  await yaml.fill(`version: "1"\n${sum}`)
  const reading = page.locator('.hvc')
  await expect(async () => {
    await page.mouse.move(0, 0)
    await yaml.getByText('rate_limit').hover()
    await expect(reading).toContainText('rule 1 of 1 on get-sum', { timeout: 2000 })
  }).toPass({ timeout: 30_000 })
  await expect(reading).toContainText('5 calls per')

  const marker = page.locator('.cm-lint-marker-error')
  await expect(marker).toHaveCount(0)
  await yaml.fill(`version: "1"\n${sum.replace('5/hour', '5/fortnight')}`)
  await expect(marker).toBeVisible()

  await yaml.fill('version: "1"\ntools:\n')
  await yaml.press('ControlOrMeta+End')
  await yaml.pressSequentially('  get-s')
  await expect(page.getByRole('option', { name: /^get-sum.*\d+ calls in 7 days/ })).toBeVisible()
})
