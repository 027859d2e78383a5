import { expect } from '@playwright/test'
import { test } from './fixtures'
import { loginOf, openBy, signIn } from './person'
import { stack } from './stack'

test('who may draft begins a new policy from the list, and nobody does in the past', async ({ page }) => {
  await signIn(page, loginOf('write'), '/policies')
  const begin = page.getByRole('button', { name: 'New policy' })
  const file = page.getByRole('dialog', { name: 'Add a file' }).getByLabel('A new file')
  await openBy(file, () => begin.click())
  await expect(page).toHaveURL(/\/drafts\/[\w-]+$/)
  const id = page.url().split('/').at(-1) ?? ''
  await page.goto('/policies?at=2020-03-03')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(begin).toHaveCount(0)
  // Not while its editor is open, which would ask for it in vain.
  const gone = await page.request.delete(`/api/drafts/${id}`, { headers: { origin: stack().url } })
  expect(gone.ok()).toBe(true)
})

test('the field of a filter says what the address says, also after a link or the way back changed that', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies')
  const field = page.getByRole('searchbox', { name: 'Filter files, tools, rules' })
  await expect(async () => {
    await field.fill('no-such-policy')
    await expect(page).toHaveURL(/q=no-such-policy/, { timeout: 2000 })
  }).toPass()
  await page.getByRole('link', { name: 'Show all' }).click()
  await expect(page).toHaveURL(/\/policies$/)
  await expect(field).toHaveValue('')
  await page.goBack()
  await expect(field).toHaveValue('no-such-policy')
  // What is typed on meanwhile is nobody else's.
  await field.fill('stri')
  await field.pressSequentially('pe', { delay: 150 })
  await expect(page).toHaveURL(/q=stripe$/)
  await expect(field).toHaveValue('stripe')
})
