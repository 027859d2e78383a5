import { createHash, randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { batchEventLine, batchLine } from '../lib/wire/decision-batch-write'
import { test } from './fixtures'
import { loginOf, signIn } from './person'
import { stack } from './stack'

/** What turns a line around or hides in it. */
const UNSEEN = /[\u200b\u202e\u2066]/u
const TOOL = 'delete_repo\u200b\u202e\nCo-authored-by: eve'

/** What an agent chose: the name of the tool, its keys, and by them the rule and message that a policy answers with. */
const CALL = JSON.stringify({
  ts: new Date().toISOString(),
  type: 'tool_call',
  instance: '988c5aa9',
  tool: TOOL,
  result: 'denied',
  rule: 'never\u2066 delete',
  message: 'fine\u202e <img src=x onerror="document.title=1">',
  arg_keys: ['amount\u200b', 'note'],
  args: { 'amount\u200b': '9\u202e00 <img src=x onerror="document.title=1">' },
})

test('what an agent calls a tool is shown as it is written, in the log and in what is drafted from it', async ({
  page,
}) => {
  const name = `hostile-${randomUUID().slice(0, 8)}`
  await signIn(page, loginOf('admin'), '/fleet')
  const { paths } = z
    .object({ paths: z.array(z.string()).min(1) })
    .parse(await get(page, '/api/drafts/sources'))
  const path = paths.find((one) => one.endsWith('/slack.yaml')) ?? ''
  await sendCall(await enrol(page, name, path))
  try {
    await page.goto(`/decisions?proxy=${name}`)
    const row = page.getByRole('table', { name: 'Decisions', exact: true }).getByRole('row').nth(1)
    await expect(row).toContainText(String.raw`delete_repo\u200b\u202e\u000aCo-authored-by: eve`)
    await expect(row).toContainText(String.raw`fine\u202e <img src=x`)
    await expect(page.getByRole('list', { name: 'Tool' })).toContainText(String.raw`delete_repo\u200b`)
    await row.getByRole('link').first().click()
    const drawer = page.getByRole('complementary', { name: / denied$/ })
    await expect(drawer).toContainText(String.raw`amount\u200b`)
    await expect(drawer).toContainText(String.raw`"9\u202e00 <img src=x`)
    await expect(drawer).toContainText(String.raw`never\u2066 delete`)
    expect(await page.locator('body').innerText()).not.toMatch(UNSEEN)
    expect(await page.title()).not.toBe('1')

    const d = new URL(page.url()).searchParams.get('d')
    const pinned = await post(page, '/api/decisions/pin', { d })
    const { draft } = z.object({ draft: z.object({ id: z.string() }) }).parse(pinned)
    const { title } = z.object({ title: z.string() }).parse(await get(page, `/api/drafts/${draft.id}`))
    expect(title).toBe(String.raw`Pin a call of delete_repo\u200b\u202e\u000aCo-authored-by: eve`)
    await page.request.delete(`/api/drafts/${draft.id}`, { headers: { origin: stack().url } })
  } finally {
    await post(page, `/api/fleet/${name}/retire`, {})
  }
})

async function get(page: Page, path: string): Promise<unknown> {
  const answer = await page.request.get(path)
  expect(answer.status()).toBe(200)
  return answer.json()
}

async function post(page: Page, path: string, data: unknown): Promise<unknown> {
  const answer = await page.request.post(path, { data, headers: { origin: stack().url } })
  expect(answer.status()).toBe(200)
  return answer.json()
}

/** Returns the token of a new proxy. */
async function enrol(page: Page, name: string, path: string): Promise<string> {
  const scope = { paths: [path], modes: ['observe'], names: [name] }
  const { key } = z.object({ key: z.string() }).parse(await post(page, '/api/keys', { scope }))
  const host = { hostname: 'h', platform: 'linux', connector: '0', livePath: '/p.yaml', eventsPath: null }
  const enrolment = { key, enrolmentId: randomUUID(), name, path, mode: 'observe', engine: 'lockstep', host }
  const answer = await post(page, '/api/connector/v1/enrol', enrolment)
  return z.object({ token: z.string() }).parse(answer).token
}

async function sendCall(token: string): Promise<void> {
  const digest = createHash('sha256').update(CALL).digest('hex')
  const length = Buffer.byteLength(CALL) + 1
  const file = {
    fileId: randomUUID(),
    firstLine: digest,
    instance: '988c5aa9',
    matched: true,
    from: 0,
    to: length,
  }
  const event = batchEventLine({ offset: 0, length, hash: digest.slice(0, 32) }, CALL)
  const answer = await fetch(`${stack().url}/api/connector/v1/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: batchLine({ kind: 'file', ...file }) + event,
  })
  expect(answer.status).toBe(200)
}
