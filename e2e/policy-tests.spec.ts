import { expect } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn } from './person'

test.describe.configure({ timeout: 240_000 })

test('a policy test opens to its calls, on the clock that it sets, by keyboard and by its address, and reads well in every look', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies/payments/stripe.yaml')
  const name = page.getByRole('link', { name: 'the 21st refund in a clock hour is denied' })
  const calls = page.getByRole('list', { name: 'Calls of the 21st refund in a clock hour is denied' })
  await name.focus()
  await page.keyboard.press('Enter')
  await expect(calls).toContainText('20 × ')
  await expect(calls).toContainText('Refund limit of 20 per hour reached')
  await expect(name).toBeFocused()
  const lines = page.getByRole('region', { name: 'Lines of the 21st refund in a clock hour is denied' })
  await expect(lines).toContainText('name: the 21st refund in a clock hour is denied')
  await expect(lines).not.toContainText(/name:[^]*name: /)
  await expectAccessibleInEveryLook(page)

  await page.goto(page.url())
  await expect(calls.getByRole('listitem')).toHaveCount(3)
  await expect(name).toHaveAttribute('aria-expanded', 'true')
  await name.focus()
  await page.keyboard.press('Enter')
  await expect(calls).toHaveCount(0)
  await expect(name).toBeFocused()
})
