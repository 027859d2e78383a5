import { expect, type Browser, type Page } from '@playwright/test'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { isListening } from './drafts'
import { clearFaults, silenceForge } from './forge-client'
import { expectListening, loginOf, signIn, signInByHand } from './person'
import { stack } from './stack'

/** A browser of its own, which the list of sessions calls by `name`. */
async function browserNamed(browser: Browser, name: string): Promise<Page> {
  return (await browser.newContext({ userAgent: name })).newPage()
}

const unique = () => `e2e-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`

const ADMIN_PAGES = ['repository', 'environments', 'keys', 'retention'] as const

for (const [role, when] of [
  ['write', ' @long'],
  ['read', ''],
] as const) {
  test(`the role ${role} sees its own rights and sessions, and that the rest is for administrators${when}`, async ({
    page,
  }) => {
    const login = loginOf(role)
    await signIn(page, login, '/settings')
    await expect(page).toHaveURL(/\/settings\/people$/)
    const own = page.getByRole('region', { name: 'What you may do, and why' })
    await expect(own).toContainText(`@${login} has ${role} on`)
    await expect(own.getByRole('img', { name: 'no' }).first()).toBeVisible()
    await expect(page.getByRole('region', { name: 'Your sessions' })).toContainText('this one')
    await expect(page.getByRole('region', { name: 'People and what they may do' })).toHaveCount(0)
    await expect(page.getByRole('region', { name: 'Sessions of others' })).toHaveCount(0)
    await expectNoFaults(page)
    for (const name of ADMIN_PAGES) {
      await page.goto(`/settings/${name}`)
      await expect(page.getByRole('heading', { name: /: for administrators$/ })).toBeVisible()
      await expect(page.getByRole('main').getByRole('table')).toHaveCount(0)
    }
    await expectNoFaults(page)
    const headers = { origin: stack().url }
    for (const answer of [
      await page.request.get('/api/keys'),
      await page.request.get('/api/sessions?of=everybody'),
      await page.request.delete('/api/keys/00000000-0000-7000-8000-000000000000', { headers }),
    ]) {
      expect(answer.status()).toBe(403)
    }
  })
}

test('an administrator sees every page of the settings, and no secret on any', async ({ page }) => {
  await signIn(page, loginOf('admin'), '/settings')
  await expect(page).toHaveURL(/\/settings\/repository$/)
  await expect(page.getByRole('table', { name: 'Rights of the app' })).toBeVisible()
  await expect(page.getByRole('row', { name: /^SECRET_KEY set, not shown/ })).toBeVisible()
  const html = await page.content()
  expect(html).not.toMatch(/postgres(ql)?:\/\//)
  expect(html).not.toContain('PRIVATE KEY-----')
  await expectNoFaults(page)
  const settings = page.getByRole('navigation', { name: 'Settings' })
  for (const [link, table] of [
    ['People', 'People'],
    ['Environments', 'Environments'],
    ['Retention', 'Retention'],
  ] as const) {
    await settings.getByRole('link', { name: link }).click()
    await expect(page.getByRole('table', { name: table, exact: true })).toBeVisible()
    await expectNoFaults(page)
  }
})

/** What the line that is typed does. */
const CHANGED = 'lockstep lint: findings of secret in every policy are told as errors.'

test('an administrator drafts a change of the settings, is told what is wrong with it, and opens a pull request', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await signIn(page, loginOf('admin'), '/settings/environments')
  await expectListening(page)
  await page.getByRole('button', { name: 'Draft a change' }).click()
  await expect(page).toHaveURL(/\/drafts\//, { timeout: 45_000 })
  await isListening(page)
  const text = page.getByRole('textbox', { name: 'YAML', exact: true })
  await text.press('ControlOrMeta+End')
  await page.keyboard.type('\nlint: [{ rule: secret, severity: loud }]')
  const problems = page.getByRole('region', { name: 'Problems and notes' })
  await expect(page.getByRole('region', { name: 'What it means' })).toContainText(
    'Compared when every mistake',
  )
  await expect(problems).toContainText('lint[0].severity must be off, info, warning or error.')
  await expect(page.getByRole('button', { name: 'Fix 1 error to submit' })).toBeDisabled()
  await expectNoFaults(page)
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  for (let at = 0; at < 'loud'.length; at += 1) await page.keyboard.press('Backspace')
  await page.keyboard.type('error')
  await expect(problems).toHaveCount(0)
  const meaning = page.getByRole('region', { name: 'What it means' })
  await expect(meaning).toContainText(CHANGED)
  await expect(page.getByRole('region', { name: 'Submission' })).toContainText(/^1 file changed⌘Z undoSubmit/)
  await page.getByRole('button', { name: 'More for .lockstep.yaml' }).click()
  await expect(page.getByRole('menuitem', { name: 'Back to what git has' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: 'Delete from the repository' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await expect(dialog.getByLabel('Title')).toHaveValue('Edit .lockstep.yaml')
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  await expect(page.getByRole('region', { name: 'Checks' })).toContainText('settingsvalid')
  const file = page.getByRole('region', { name: '.lockstep.yaml', exact: true })
  await expect(file.getByRole('list', { name: 'What it does to the settings' })).toContainText(CHANGED)
})

test('while GitHub is silent, the repository’s page says so, and all that is known without it @long', async ({
  page,
}) => {
  await signIn(page, loginOf('admin'), '/settings/keys')
  await silenceForge(['/api/v3/repos/*/*/installation', '/api/v3/repos/*/*/codeowners/errors'])
  try {
    await page.goto('/settings/repository')
    const panel = page.getByRole('region', { name: 'Repository and GitHub App' })
    await expect(panel.getByRole('alert')).toContainText('GitHub does not answer.')
    await expect(panel.getByRole('listitem').filter({ hasText: 'Mirror' })).toContainText('policy files')
    await expect(page.getByRole('region', { name: 'Owners file' })).toContainText('CODEOWNERS')
    await expectNoFaults(page)
  } finally {
    await clearFaults()
  }
  await page.goto('/settings/repository')
  await expect(page.getByRole('table', { name: 'Rights of the app' })).toBeVisible()
})

test('a session that is ended from the page is signed out at its next step, and the trail says so @long', async ({
  browser,
  faults,
}) => {
  // Its page asks to hear of what moves once more before it goes on.
  faults.allow(401, '/api/events')
  const name = unique()
  const [here, there] = [await browserNamed(browser, unique()), await browserNamed(browser, name)]
  const login = loginOf('read')
  await signInByHand(there, login, '/policies')
  await signInByHand(here, login, '/settings/people')
  const end = here.getByRole('button', { name: `End the session of ${name}` })
  // The button is there before the page listens to it, so that a first click may be lost.
  await expect(async () => {
    if (await end.isVisible()) await end.click()
    await expect(here.getByText(`The session of ${name} has ended.`)).toBeVisible({ timeout: 3000 })
  }).toPass()
  await expect(end).toHaveCount(0)
  await there.goto('/policies')
  await expect(there.getByRole('button', { name: 'Continue with GitHub' })).toBeVisible()
  await here.goto(`/audit?who=${login}&action=session.revoked`)
  await expect(here.getByRole('cell', { name: 'Ended a session' }).first()).toBeVisible()
  await here.goto('/settings/people')
  await expect(here.getByRole('region', { name: 'Your sessions' })).toContainText('this one')
})

test('an administrator makes a key, sees it once, and revokes it', async ({ page }) => {
  const name = unique()
  await signIn(page, loginOf('admin'), '/settings/keys')
  const dialog = page.getByRole('dialog')
  await expect(async () => {
    if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'New key' }).click()
    await expect(dialog).toBeVisible({ timeout: 3000 })
  }).toPass()
  await expectNoFaults(page)
  await dialog.getByLabel('Names of proxies, or patterns').fill(name)
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  const text = await dialog.getByLabel('Enrolment key').textContent()
  expect(text).toMatch(/^lsk_/)
  await dialog.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText('0 of 1')
  await page.reload()
  await expect(row).toBeVisible()
  expect(await page.content()).not.toContain(text)
  await expectNoFaults(page)

  const confirm = page.getByRole('dialog', { name: /^Revoke key/ })
  await expect(async () => {
    if (!(await confirm.isVisible())) await row.getByRole('button', { name: 'Revoke' }).click()
    await expect(confirm).toBeVisible({ timeout: 3000 })
  }).toPass()
  await confirm.getByRole('button', { name: 'Revoke' }).click()
  await expect(row).toContainText('revoked')
  await expect(row.getByRole('button', { name: 'Revoke' })).toHaveCount(0)
})
