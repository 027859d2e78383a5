// Not that of fixtures.ts: a browser reports every page that fails.
import { expect, test } from '@playwright/test'
import { Client } from 'pg'
import { expectAccessible, expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn } from './person'
import { databaseUrl } from './victims'

// Long for what it does to everybody else: no other spec may run beside it.
test.describe.configure({ timeout: 240_000 })

const PATIENCE = { timeout: 30_000 }

test('a page that fails says so beside the others, one whose frame fails stands alone, and both come when they are asked for again', async ({
  page,
}) => {
  await signIn(page, loginOf('admin'), '/policies')
  await without(['audit_event'], async () => {
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

  await without(['webhook_delivery'], async () => {
    await page.goto('/audit')
    await expect(page.getByRole('heading', { name: 'Lockstep could not make this page' })).toBeVisible()
    await expectAccessibleInEveryLook(page)
  })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('table', { name: 'Audit trail' })).toBeVisible()
})

/** What each page needs that the frame around it does not. */
const NEEDED: readonly (readonly [table: string, path: string])[] = [
  ['decision', '/decisions'],
  ['enrolment_key', '/settings/keys'],
  ['proxy_tool_list', '/fleet/everything-prod'],
  ['draft_file', '/changes'],
]

for (const [table, path] of NEEDED)
  test(`${path} that fails says so, with a page that explains it, and the others still come`, async ({
    page,
  }) => {
    await signIn(page, loginOf('admin'), '/docs')
    await without([table], async () => {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1, name: 'This page could not be made' })).toBeVisible()
      const help = page.getByRole('main').getByRole('alert').getByRole('link', { name: 'What to do' })
      await expect(help).toHaveAttribute('href', '/docs/errors/internal')
      await expectAccessible(page)
      await help.click()
      await expect(
        page.getByRole('heading', { level: 1, name: 'Something went wrong in Lockstep' }),
      ).toBeVisible()
    })
    await page.goto(path)
    await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0)
  })

test('a page that failed comes by itself when what it needs is back', async ({ page }) => {
  await signIn(page, loginOf('admin'), '/audit')
  await without(['audit_event'], async () => {
    await page.goto('/audit')
    await expect(page.getByRole('main').getByRole('alert')).toBeVisible()
  })
  await breakListening()
  const table = page.getByRole('table', { name: 'Audit trail' })
  await expect(table).toBeVisible(PATIENCE)

  await without(['webhook_delivery', '_prisma_migrations'], async () => {
    const asked = page.waitForResponse(
      (answer) => new URL(answer.url()).pathname === '/readyz' && answer.status() === 503,
    )
    await page.goto('/audit')
    await expect(page.getByRole('heading', { name: 'Lockstep could not make this page' })).toBeVisible()
    await asked
  })
  await expect(table).toBeVisible(PATIENCE)
})

/** Does it while the database lacks tables, which come back together. */
async function without(tables: readonly string[], work: () => Promise<void>): Promise<void> {
  const rename = (from: string, to: string) =>
    asDatabase(tables.map((name) => `ALTER TABLE ${name}${from} RENAME TO ${name}${to}`).join('; '))
  await rename('', '_away')
  try {
    await work()
  } finally {
    await rename('_away', '')
  }
}

/** The connection by which Lockstep hears of what moves, as a database that starts again breaks it. */
function breakListening(): Promise<void> {
  return asDatabase(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
  )
}

async function asDatabase(statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
