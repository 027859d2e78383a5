import { randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { signedIn } from './person'
import { z } from 'zod'
import { stack } from './stack'

const POLICY = 'policies/support/zendesk.yaml'
const created = z.object({ id: z.string() })
const problem = z.object({ code: z.string() })

async function post(page: Page, path: string, data: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await page.request.post(path, { data, headers: { origin: stack().url } })
  return { status: answer.status(), body: await answer.json().catch(() => null) }
}

test('the auditor cannot propose, by no request; the analyst can', async ({ browser }) => {
  test.slow()
  const [analyst, auditor] = [
    await signedIn(browser, 'mara', '/policies'),
    await signedIn(browser, 'lena', '/policies'),
  ]
  const draft = { title: `Roles ${randomUUID()}`, files: [{ basePath: POLICY }] }
  const refused = await post(auditor, '/api/drafts', draft)
  expect([refused.status, problem.parse(refused.body).code]).toEqual([403, 'role-too-low'])
  const made = await post(analyst, '/api/drafts', draft)
  expect(made.status).toBe(200)
  const { id } = created.parse(made.body)

  const submission = { revision: 0, title: draft.title }
  expect((await post(auditor, `/api/drafts/${id}/submit`, submission)).status).toBe(403)
  expect((await auditor.request.get(`/api/drafts/${id}`)).status()).toBe(403)
  expect((await analyst.request.get(`/api/drafts/${id}`)).status()).toBe(200)
  await Promise.all([analyst.context().close(), auditor.context().close()])
})

test('the analyst cannot make keys nor end proxies; the administrator can make a key', async ({
  browser,
}) => {
  test.slow()
  const [analyst, admin] = [
    await signedIn(browser, 'mara', '/policies'),
    await signedIn(browser, 'priya', '/policies'),
  ]
  const key = { scope: { paths: [POLICY], names: [`roles-${randomUUID().slice(0, 8)}`], modes: ['pull'] } }
  const refused = await post(analyst, '/api/keys', key)
  expect([refused.status, problem.parse(refused.body).code]).toEqual([403, 'role-too-low'])
  expect((await post(analyst, '/api/fleet/memory-prod/renew-token', {})).status).toBe(403)
  expect((await post(analyst, '/api/fleet/memory-prod/revoke-token', {})).status).toBe(403)
  expect((await post(analyst, '/api/fleet/memory-prod/retire', {})).status).toBe(403)
  expect((await post(admin, '/api/keys', key)).status).toBe(200)
  await Promise.all([analyst.context().close(), admin.context().close()])
})
