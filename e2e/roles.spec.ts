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

test('a draft is its person’s alone: another analyst reads, saves, sends and discards it by no request', async ({
  browser,
}) => {
  test.slow()
  const [mine, other] = [
    await signedIn(browser, 'mara', '/policies'),
    await signedIn(browser, 'yuki', '/policies'),
  ]
  const title = `Mine ${randomUUID()}`
  const made = await post(mine, '/api/drafts', { title, files: [{ basePath: POLICY }] })
  const path = `/api/drafts/${created.parse(made.body).id}`
  const headers = { origin: stack().url }
  const taken = { revision: 0, title: 'Taken', description: '', files: [] }
  const isHidden = async (page: Page) => {
    const saved = await page.request.put(path, { headers, data: taken })
    const sent = await page.request.post(`${path}/submit`, { headers, data: { revision: 0, title } })
    const discarded = await page.request.delete(path, { headers })
    return [
      (await page.request.get(path)).status(),
      (await page.request.get(path.replace('/api', ''))).status(),
      await saved.json(),
      JSON.parse((await sent.text()).trim().split('\n').at(-1) ?? ''),
      await discarded.json(),
    ]
  }
  const gone = { kind: 'not-found' }
  expect(await isHidden(other)).toEqual([404, 404, gone, gone, gone])
  const kept = await (await mine.request.get(path)).json()
  expect(kept).toMatchObject({ title, revision: 0, changeNumber: null, files: [{ basePath: POLICY }] })
  await mine.request.delete(path, { headers })
  await Promise.all([mine.context().close(), other.context().close()])
})

test('what an auditor may read and take with them, nobody reads who is not signed in', async ({
  browser,
  page,
}) => {
  const auditor = await signedIn(browser, 'lena', '/changes?state=merged')
  const link = auditor.locator('main a[href^="/changes/"]:not([href*="by-commit"])').first()
  const number = /\d+/.exec((await link.getAttribute('href')) ?? '')?.[0] ?? ''
  const paths = [`/api/changes/${number}/evidence`, '/api/decisions/export', '/api/audit']
  const statuses = (of: Page) => Promise.all(paths.map(async (path) => (await of.request.get(path)).status()))
  expect(await statuses(auditor)).toEqual([200, 200, 200])
  expect(await statuses(page)).toEqual([401, 401, 401])
  await auditor.context().close()
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
