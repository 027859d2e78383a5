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
