import { expect } from '@playwright/test'
import { isListening, isSaved, openDraft } from './drafts'
import { test } from './fixtures'
import { signIn } from './person'

// What cannot be saved says why, and nothing that was typed goes with the page.
test.slow()

const POLICY = `version: "1"
tools:
  list_hosts:
    rules:
      - name: cap
        rate_limit: 5/hour
        on_deny: "Enough."
`
const fresh = (name: string) => [{ path: `policies/e2e/${name}.yaml`, text: POLICY }]

test('a draft with a text that is too long says so, and is saved once that is shorter', async ({
  page,
  faults,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, fresh('too-long'))
  faults.announce(400, `/api${new URL(page.url()).pathname}`)
  const message = page.getByRole('textbox', { name: 'Message' })
  await message.fill('x'.repeat(10_001))
  await expect(page.getByRole('status').filter({ hasText: /^Not saved: .*10000 characters/ })).toBeVisible()
  await message.fill('Enough for now.')
  await isSaved(page)
})

test('what is done to a draft while its submission runs is not lost with the page when that opens', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, fresh('while-it-runs'))
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  let [opened, edited] = [() => {}, () => {}]
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve
  })
  const isEdited = new Promise<void>((resolve) => {
    edited = resolve
  })
  await page.route('**/api/drafts/*/submit', async (route) => {
    const response = await route.fetch()
    // Until here the draft is held: what is typed is saved, or refused for good, when the submission is over.
    opened()
    await isEdited
    await route.fulfill({ response })
  })
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await page.keyboard.press('Escape')
  await isOpen
  await page.getByRole('textbox', { name: 'Rule name' }).fill('afterthought')
  edited()
  await expect(page.getByText('This draft became a pull request.', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Keep mine as a new draft' }).click()
  await isListening(page)
  await expect(page.getByRole('textbox', { name: 'Rule name' })).toHaveValue('afterthought')
})
