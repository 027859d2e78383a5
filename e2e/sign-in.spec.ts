import { expect, type Page } from '@playwright/test'
import { demoAccounts } from '../scripts/start/accounts'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { signInByHand } from './person'
import { stack } from './stack'

/** Opens the person menu. The button is there before the page listens to it, so that a first click may be lost. */
async function openMenu(page: Page, name: string): Promise<void> {
  const item = page.getByRole('menuitem', { name: 'Sign out' })
  await expect(async () => {
    if (!(await item.isVisible())) await page.getByRole('button', { name: `${name}, menu` }).click()
    await expect(item).toBeVisible({ timeout: 3000 })
  }).toPass()
}

const MEMBERS = demoAccounts().filter(({ role }) => role !== 'none')
const OUTSIDERS = demoAccounts().filter(({ role }) => role === 'none')

for (const { login, name, role } of MEMBERS) {
  const isFirst = MEMBERS.find((one) => one.role === role)?.login === login
  test(`${login} signs in, is known with the role ${role}, and comes back to the page asked for${isFirst ? '' : ' @long'}`, async ({
    page,
  }) => {
    await signInByHand(page, login, '/policies?q=stripe')
    await expect(page).toHaveURL(/\/policies\?q=stripe$/)
    await openMenu(page, name)
    await expect(page.getByText(`@${login} · ${role} on this repository`)).toBeVisible()
  })
}

for (const { login } of OUTSIDERS) {
  test(`${login} has no role, sees why, and nothing else`, async ({ page, faults }) => {
    faults.announce(403, '/policies')
    await signInByHand(page, login, '/policies')
    await expect(page.getByRole('heading', { name: 'You have no role on this repository' })).toBeVisible()
    await expectNoFaults(page)
    const answer = await page.reload()
    expect(answer?.status()).toBe(403)
    await expect(page.getByRole('navigation')).toHaveCount(0)
    expect((await page.request.get('/api/sessions')).status()).toBe(403)
    expect((await page.request.get('/api/events')).status()).toBe(403)
  })
}

test('the documentation is open to whoever has no role or is not signed in, and nothing else is', async ({
  page,
  faults,
}) => {
  await page.goto('/signin?problem=failed')
  const help = page.getByRole('link', { name: 'What to do' })
  await page.goto((await help.getAttribute('href')) ?? '')
  await expect(page.getByRole('heading', { name: 'Signing in does not work' })).toBeVisible()
  await expectAccessible(page)
  faults.announce(404, '/docs/no-such-page')
  expect((await page.goto('/docs/no-such-page'))?.status()).toBe(404)
  await page.getByRole('link', { name: 'All pages of the documentation' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Documentation' })).toBeVisible()
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Continue with GitHub' })).toBeVisible()

  faults.announce(403, '/')
  await signInByHand(page, OUTSIDERS[0]?.login ?? '', '/')
  const why = page.getByRole('link', { name: 'What to do' })
  await page.goto((await why.getAttribute('href')) ?? '')
  await expect(page.getByRole('heading', { name: 'Signing in says that you have no role' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Ask GitHub again' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0)
})

test('signing out ends the session', async ({ page }) => {
  await signInByHand(page, 'mara', '/policies')
  await openMenu(page, 'Mara Lindqvist')
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/signin$/)
  await page.goto('/policies')
  await expect(page.getByRole('button', { name: 'Continue with GitHub' })).toBeVisible()
})

test('a revoked session is signed out at the next step', async ({ browser }) => {
  const [here, there] = [
    await (await browser.newContext()).newPage(),
    await (await browser.newContext()).newPage(),
  ]
  await signInByHand(there, 'tomas', '/policies')
  await expect(there).toHaveURL(/\/policies$/)
  const { sessions } = await (await there.request.get('/api/sessions')).json()
  const { id } = sessions.find(({ current }: { current: boolean }) => current)
  await signInByHand(here, 'priya', '/policies')
  await expect(here).toHaveURL(/\/policies$/)
  const revoked = await here.request.delete(`/api/sessions/${id}`, { headers: { origin: stack().url } })
  expect(revoked.status()).toBe(200)
  await there.reload()
  await expect(there.getByRole('button', { name: 'Continue with GitHub' })).toBeVisible()
})

test('a form on another site cannot sign anybody out', async ({ page, faults }) => {
  faults.announce(403, '/api/signout')
  await signInByHand(page, 'lena', '/policies')
  await expect(page).toHaveURL(/\/policies$/)
  const elsewhere = stack().url.replace('127.0.0.1', 'localhost')
  await page.route(`${elsewhere}/evil`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${stack().url}/api/signout"><button>Win</button></form>`,
    }),
  )
  await page.goto(`${elsewhere}/evil`)
  const refused = page.waitForResponse(/\/api\/signout/)
  await page.getByRole('button', { name: 'Win' }).click()
  expect((await refused).status()).toBe(403)
  await page.goto('/policies')
  await expect(page.getByRole('heading', { name: 'Policies' })).toBeVisible()
})
