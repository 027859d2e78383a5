import { expect } from '@playwright/test'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { loginOf, openBy, signIn } from './person'

const auditor = loginOf('read')

test('the auditor reads the trail, narrows it in the address and takes it away', async ({ page }) => {
  await signIn(page, auditor, '/audit')
  const trail = page.getByRole('table', { name: 'Audit trail' })
  await expect(trail.getByRole('cell', { name: 'Signed in' }).first()).toBeVisible()
  await expectNoFaults(page)

  await page.getByLabel('Who').fill(auditor)
  await page.getByLabel('Action').selectOption('session.created')
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect(page).toHaveURL(new RegExp(`[?&]who=${auditor}&action=session.created`))
  await expect(trail.getByRole('cell', { name: 'Made an enrolment key' })).toHaveCount(0)
  await expect(trail.getByRole('cell', { name: 'Signed in' }).first()).toBeVisible()
  const asLines = page.getByRole('menuitem', { name: 'JSON lines' })
  await openBy(asLines, () => page.getByRole('button', { name: 'Export' }).click())
  const file = await page.request.get((await asLines.getAttribute('href')) ?? '')
  expect(file.headers()['content-disposition']).toContain('.ndjson')
  const lines = (await file.text()).trim().split('\n')
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ who: auditor, action: 'session.created' })

  await page.goto('/audit?who=nobody-of-this-name')
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  await page.locator('form').getByRole('link', { name: 'Show all' }).click()
  await expect(page).toHaveURL(/\/audit$/)
  await expect(trail).toBeVisible()
})
