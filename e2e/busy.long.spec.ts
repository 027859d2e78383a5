// Not that of fixtures.ts: a browser reports every page that fails.
import { expect, test, type Page } from '@playwright/test'
import { Client } from 'pg'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn } from './person'
import { databaseUrl } from './victims'

// Long for what it does to everybody else: no other spec may run beside it.
test.describe.configure({ timeout: 240_000 })

/** Two in tabs and these are more than people have connections. */
const OTHERS = 14

test('a page says that Lockstep is busy while all connections are in use, comes by itself, and connectors are answered meanwhile', async ({
  page,
  context,
}) => {
  await signIn(page, loginOf('admin'), '/policies')
  const tabs = [await context.newPage(), await context.newPage()]
  const begun: Promise<unknown>[] = []
  await whileNothingIsRead('webhook_delivery', async () => {
    // Those that were let in in the same moment wait for connections, and some of them in vain.
    for (const tab of tabs) begun.push(tab.goto('/policies', { timeout: 120_000 }))
    for (let n = 0; n < OTHERS; n += 1) begun.push(page.request.get('/policies', { timeout: 120_000 }))
    await expect(async () => expect((await page.goto('/policies'))?.status()).toBe(503)).toPass()
    await expect(page.getByRole('heading', { level: 1, name: 'Lockstep is busy' })).toBeVisible()
    await expectAccessibleInEveryLook(page)
    for (const file of ['/icon.svg', '/lockstep.mjs'])
      expect((await page.request.get(file)).status(), file).toBe(200)
    const answer = await page.request.post('/api/connector/v1/reports', {
      headers: { authorization: 'Bearer lst_nobody' },
      data: {},
    })
    expect(answer.status()).toBe(401)
    const refused = await page.request.get('/api/fleet?format=csv', { timeout: 60_000 })
    expect([refused.status(), refused.headers()['retry-after']]).toEqual([503, '2'])
  })
  await Promise.all(begun)
  for (const tab of [page, ...tabs]) await expectPolicies(tab)
})

async function expectPolicies(tab: Page): Promise<void> {
  await expect(tab.getByRole('heading', { level: 1, name: 'Policies' })).toBeVisible({ timeout: 60_000 })
}

/** Whoever reads the table waits meanwhile, and keeps a connection. */
async function whileNothingIsRead(table: string, work: () => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  try {
    await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
    await work()
  } finally {
    await client.end()
  }
}
