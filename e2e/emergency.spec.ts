import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { test } from './fixtures'
import { asPerson, mergeChange, orderFault } from './forge-client'
import { loginOf, openBy, signedIn, signIn, untilTold } from './person'
import { stack } from './stack'

test.describe.configure({ mode: 'serial', timeout: 240_000 })

const HEARD = { timeout: 60_000 }

/** A policy of these tests only. */
const PATH = 'policies/platform/emergency.yaml'
const POLICY = `version: "1"
default: deny
tools:
  restart_host:
    rules:
      - name: cap
        rate_limit: 5/hour
        on_deny: "Five restarts an hour are enough."
`

const DENY = { op: 'add-rule', tool: 'restart_host', content: { name: 'stop', action: 'deny' }, at: 0 }

/** Opens a draft with one edit of the policy, and the dialog that submits it with the switch for emergencies on. */
async function openEmergency(page: Page, edit: object, path = PATH) {
  const headers = { origin: stack().url }
  const data = { files: [{ basePath: path, edits: [edit] }] }
  await untilTold(page, `/policies/${path.slice('policies/'.length)}`)
  const made = await page.request.post('/api/drafts', { headers, data })
  const { id } = z.object({ id: z.string() }).parse(await made.json())
  await page.goto(`/drafts/${id}`)
  await expect(page.locator('.editor[aria-busy="false"]')).toBeVisible()
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: /^Open an? (emergency )?pull request$/ })
  await dialog.getByLabel('Title').fill('Stop restarts')
  await dialog.getByRole('switch', { name: 'This is an emergency' }).click()
  return dialog
}

const issue = z.object({ number: z.number(), title: z.string(), body: z.string(), state: z.string() })
const pull = z.object({
  labels: z.array(z.object({ name: z.string() })),
  requested_teams: z.array(z.object({ slug: z.string() })),
  body: z.string(),
})

test('an emergency says who suffices, asks for a reason and the reviewers, and owes a follow-up until it is done', async ({
  browser,
  page,
}) => {
  await mergeChange('Add the policy of the emergency', { [PATH]: POLICY })
  await signIn(page, loginOf('write'), '/changes')
  const dialog = await openEmergency(page, DENY)
  await expect(dialog.getByRole('button', { name: 'Say why it cannot wait' })).toBeDisabled()
  await expect(dialog.getByRole('list', { name: 'Who can say yes' })).toContainText(
    'one approval by them suffices',
  )
  await dialog.getByLabel(/^Why it cannot wait/).fill('An agent restarts hosts in a loop.')
  await dialog.getByLabel(/^Labels/).fill('restarts, hosts')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.reload()
  await expect(page.locator('.editor[aria-busy="false"]')).toBeVisible()
  await page.getByRole('button', { name: 'Submit as an emergency' }).click()
  await expect(dialog.getByLabel(/^Why it cannot wait/)).toHaveValue('An agent restarts hosts in a loop.')
  await expect(dialog.getByLabel(/^Labels/)).toHaveValue('restarts, hosts')
  await dialog.getByRole('button', { name: 'Open emergency pull request' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  const number = Number(page.url().split('/').at(-1))

  const due = page.getByText(/^Follow-up due in 2[34] h/)
  await expect(due).toBeVisible(HEARD)
  await expect(page.getByRole('region', { name: 'Reason' })).toContainText('restarts hosts in a loop')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('emergency')
  const ines = await asPerson('ines')
  const made = pull.parse(await ines('GET', `/pulls/${number}`))
  expect(made.labels.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['emergency', 'restarts', 'hosts']),
  )
  expect(made.requested_teams.map(({ slug }) => slug)).toContain('security')
  expect(made.body).toContain('restarts hosts in a loop')
  const issues = z.array(issue).parse(await ines('GET', '/issues?labels=follow-up&state=open'))
  const followUp = issues.find(({ title, body }) => `${title} ${body}`.includes(`#${number}`))
  expect(followUp?.body).toContain('- [ ]')

  const list = await signedIn(browser, loginOf('read'), '/changes')
  const open = list.getByRole('table', { name: 'Changes' }).locator('tbody').first()
  await expect(open.getByRole('row').nth(0)).toContainText('emergencies first')
  await expect(open.getByRole('row').nth(1)).toContainText('Stop restarts')
  await list.goto(`/changes?at=${new Date().toISOString()}`)
  const openThen = list.getByRole('table', { name: 'Open then' }).getByRole('row')
  await expect(openThen.filter({ hasText: 'Stop restarts' })).toContainText('emergency')
  await expect(openThen.filter({ hasText: 'Read-only analytics role' })).not.toContainText('emergency')
  const settings = await signedIn(browser, loginOf('admin'), '/settings/repository')
  const required = settings.getByRole('list', { name: 'What the branch requires' })
  await expect(required).toContainText('main requires one approval.')
  await expect(required).toContainText('main requires no check.')

  const overview = await signedIn(browser, loginOf('read'), '/')
  await expect(overview.getByRole('main')).toContainText('Stop restarts', HEARD)
  await (
    await asPerson('mara')
  )('PATCH', `/issues/${followUp?.number}`, { state: 'closed' })
  await expect(page.getByText('The follow-up is done.')).toBeVisible(HEARD)

  await page.getByRole('link', { name: 'Evidence', exact: true }).click()
  const sheet = page.getByRole('article')
  await expect(sheet).toContainText('It went as an emergency: “An agent restarts hosts in a loop.”')
  await expect(sheet).toContainText(`Its follow-up, issue ${followUp?.number}, due`)
  await expect(sheet).toContainText('is done, 0 of 4 points.')
})

test('an emergency that would loosen is refused with the reason and the way out, and the draft is kept @long', async ({
  page,
}) => {
  const path = 'policies/platform/no-emergency.yaml'
  await mergeChange('Add the policy of what is no emergency', { [path]: POLICY })
  await signIn(page, loginOf('write'), '/changes')
  const at = { tool: 'restart_host', rule: 0, named: 'cap' }
  const edit = { op: 'set-rate-limit', ...at, value: { count: '50', window: 'hour' } }
  const dialog = await openEmergency(page, edit, path)
  await dialog.getByLabel(/^Why it cannot wait/).fill('Restarts are needed.')
  await dialog.getByRole('button', { name: 'Open emergency pull request' }).click()
  await expect(dialog.getByRole('alert')).toContainText('It loosens something', { timeout: 45_000 })
  await expect(dialog.getByRole('alert')).toContainText('Submit it without the emergency switch')
  await expect(page).toHaveURL(/\/drafts\//)
  await dialog.getByRole('switch', { name: 'This is an emergency' }).click()
  await dialog.getByRole('button', { name: 'Submit' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
})

test('“deny this tool now” begins the smallest such draft as an emergency, from a decision and from a policy, and is not there for who may only look @long', async ({
  browser,
  page,
}) => {
  await signIn(page, loginOf('write'), '/decisions')
  const isUrgent = async (tool: string) => {
    const dialog = page.getByRole('dialog', { name: 'Open an emergency pull request' })
    await expect(dialog.getByLabel('Title')).toHaveValue(`Deny ${tool} now`, { timeout: 30_000 })
    await expect(dialog.getByRole('switch', { name: 'This is an emergency' })).toBeChecked()
    await expect(dialog.getByRole('button', { name: 'Say why it cannot wait' })).toBeDisabled()
    await expect(dialog.getByLabel(/^Why it cannot wait/)).toBeFocused()
    await expect(dialog.getByRole('region', { name: 'Then it runs on' })).toContainText('memory-prod')
    await expect(dialog.getByRole('region', { name: 'What it does' })).toContainText(tool)
    await dialog.getByLabel('Agents are told').fill('Denied for now. Ask security.')
    await expect(dialog.getByRole('region', { name: 'What will change' })).toContainText('Ask security.')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('region', { name: 'What will change' })).toContainText('deny')
    await expect(page.getByRole('region', { name: 'What will change' })).toContainText('Ask security.')
    await expect(page.getByRole('region', { name: 'What will change' })).toContainText(/, [01] removed/)
    await expect(page.getByRole('heading', { name: tool, exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Submit as an emergency' })).toBeEnabled()
  }
  await page.goto('/decisions?proxy=memory-prod&result=allowed')
  const rows = page.getByRole('table', { name: 'Decisions', exact: true }).locator('tbody').getByRole('row')
  await expect(async () => {
    await page.reload()
    await expect(rows.first()).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
  await rows.first().getByRole('link').first().click()
  const button = page.getByRole('button', { name: /^Deny \S+ now$/ })
  const tool = (await button.innerText()).split(' ')[1] ?? ''
  const places = [page.url(), `/policies/support/memory.yaml?tool=${tool}`]
  for (const place of places) {
    await page.goto(place)
    const deny = page.getByRole('button', { name: `Deny ${tool} now` })
    await openBy(page.locator('.editor'), () => deny.click({ timeout: 3000 }))
    await isUrgent(tool)
  }

  const reader = await signedIn(browser, loginOf('read'), '/policies')
  for (const place of places) {
    await reader.goto(place)
    await expect(reader.getByRole('main')).toContainText(tool)
    await expect(reader.getByRole('button', { name: /^Deny \S+ now$/ })).toHaveCount(0)
  }
})

test('a follow-up that is closed by hand after the merge is heard of by its hook, and by looking alone where the hook is lost @long', async ({
  page,
}) => {
  const path = 'policies/platform/followed-up.yaml'
  await mergeChange('Add the policy of the follow-up', { [path]: POLICY })
  await signIn(page, loginOf('write'), '/changes')
  const dialog = await openEmergency(page, DENY, path)
  await dialog.getByLabel(/^Why it cannot wait/).fill('An agent restarts hosts in a loop.')
  await dialog.getByRole('button', { name: 'Open emergency pull request' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  const number = Number(page.url().split('/').at(-1))

  const due = page.getByText(/^Follow-up due in/)
  const done = page.getByText('The follow-up is done.')
  await expect(due).toBeVisible(HEARD)
  const ines = await asPerson('ines')
  const issues = z.array(issue).parse(await ines('GET', '/issues?labels=follow-up&state=open'))
  const followUp = issues.find(({ title, body }) => `${title} ${body}`.includes(`#${number}`))?.number
  const turn = (state: 'open' | 'closed') => ines('PATCH', `/issues/${followUp}`, { state })
  await turn('closed')
  await ines('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' })
  await ines('PUT', `/pulls/${number}/merge`, {})
  await expect(done).toBeVisible(HEARD)
  await turn('open')
  // Looking alone comes to a merged one once a minute.
  await expect(due).toBeVisible({ timeout: 30_000 })

  await orderFault({ kind: 'drop-hooks', path: 'issues', count: 1 })
  await turn('closed')
  await expect(done).toBeVisible({ timeout: 150_000 })
})
