import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, openBy, signIn } from './person'

const STRIPE = '/policies/payments/stripe.yaml'

function bar(page: Page) {
  return page.getByRole('status').filter({ hasText: 'You are looking at' })
}

async function openPicker(page: Page) {
  const picker = page.getByRole('dialog', { name: 'Look at another moment' })
  await openBy(picker, () => page.getByRole('banner').getByTitle('Choose a commit or an instant').click())
  return picker
}

test('the bar chooses a commit for the page that is open, keeps what is asked of it, reads well in every look, and leads back to now', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies?team=payments')
  const picker = await openPicker(page)
  const older = picker.getByRole('listitem').nth(2).getByRole('link')
  await expect(older).toHaveAttribute('href', /^\/policies\?team=payments&at=[0-9a-f]{40}$/)
  await expectAccessibleInEveryLook(page)
  const commit = (await older.getAttribute('href'))?.slice(-40) ?? ''
  await older.click()
  await expect(page).toHaveURL(`/policies?team=payments&at=${commit}`)
  await expect(picker).toHaveCount(0)
  await expect(bar(page)).toContainText(commit.slice(0, 7))

  await openPicker(page)
  await expect(picker.getByRole('link', { name: new RegExp(`^${commit.slice(0, 7)} `) })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await picker.getByRole('link', { name: 'Back to now' }).click()
  await expect(page).toHaveURL('/policies?team=payments')
  await expect(bar(page)).toHaveCount(0)
})

for (const [path, then, when = ''] of [
  ['/', '/policies'],
  ['/decisions', '/policies', ' @long'],
  [STRIPE, STRIPE],
  ['/changes', '/changes', ' @long'],
  ['/fleet', '/fleet'],
  ['/fleet/memory-prod', '/fleet/memory-prod', ' @long'],
] as const)
  test(`the bar of ${path} takes an instant, with keys alone, to ${then} as of it${when}`, async ({
    page,
  }) => {
    await signIn(page, loginOf('read'), path)
    const picker = await openPicker(page)
    const field = picker.getByLabel('Instant (UTC) or commit')
    await expect(field).toBeFocused()
    await page.keyboard.type('2020-03-03 10:00')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(`${then}?at=2020-03-03+10%3A00`)
    await expect(
      page.getByRole('banner').getByRole('button', { name: '3 Mar 2020, 10:00:00 UTC' }),
    ).toBeVisible()
  })
