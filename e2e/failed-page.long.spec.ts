// Not that of fixtures.ts: a browser reports every page that fails.
import { expect, test } from '@playwright/test'
import { Client } from 'pg'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn } from './person'
import { databaseUrl } from './victims'

// Long for what it does to everybody else: no other spec may run beside it.
test.describe.configure({ timeout: 240_000 })

test('a page that fails says so beside the others, one whose frame fails stands alone, and both come when they are asked for again', async ({
  page,
}) => {
  await signIn(page, loginOf('admin'), '/audit')
  await without('audit_event', async () => {
    await page.goto('/audit')
    await expect(page.getByRole('heading', { level: 1, name: 'This page could not be made' })).toBeVisible()
    await expect(page.getByRole('main').getByRole('alert')).toContainText(/error \d+/)
    await expectAccessibleInEveryLook(page)
    await page.getByRole('link', { name: /^Policies/ }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('main').getByRole('alert')).toBeVisible()
  })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('table', { name: 'Audit trail' })).toBeVisible()

  await without('webhook_delivery', async () => {
    await page.goto('/audit')
    await expect(page.getByRole('heading', { name: 'Lockstep could not make this page' })).toBeVisible()
    await expectAccessibleInEveryLook(page)
  })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('table', { name: 'Audit trail' })).toBeVisible()
})

/** Does it while the database lacks a table. */
async function without(table: 'audit_event' | 'webhook_delivery', work: () => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  await client.query(`ALTER TABLE ${table} RENAME TO ${table}_away`)
  try {
    await work()
  } finally {
    await client.query(`ALTER TABLE ${table}_away RENAME TO ${table}`)
    await client.end()
  }
}
