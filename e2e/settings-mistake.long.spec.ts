import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import { test } from './fixtures'
import { inMain, mergeChange } from './forge-client'
import { expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn, untilTold } from './person'

// Long for what it does to everybody else: the settings of the one repository are broken for a while.
test.describe.configure({ timeout: 240_000 })

const SETTINGS = '.lockstep.yaml'

test('a mistake on the branch leaves environments and pins as they were last valid, and the pages say of which commit that is', async ({
  page,
}) => {
  const run = randomUUID().slice(0, 8)
  const valid = (await inMain(SETTINGS)).toString('utf8')
  await signIn(page, loginOf('admin'), '/settings/environments')
  const prod = page.getByRole('table', { name: 'Environments' }).getByRole('row', { name: /^prod/ })
  const before = await prod.innerText()
  expect(before).toContain('10 min')
  await mergeChange(
    `Mistake a setting ${run}`,
    { [SETTINGS]: valid.replace('allowance: 10m', 'allowance: soon') },
    'priya',
  )
  try {
    await untilTold(page, '/settings/environments', 'has a mistake')
    await page.goto('/settings/environments')
    const note = page.locator('.note').filter({ hasText: `${SETTINGS} has a mistake` })
    await expect(note).toContainText(
      /so environments and pins of [0-9a-f]{7} hold, and of all else the defaults\./,
    )
    await expect(note).toContainText('environments.prod.allowance')
    expect(await prod.innerText()).toBe(before)
    await expectAccessibleInEveryLook(page)
    await page.goto('/fleet')
    await expect(note).toContainText(/so environments and pins of [0-9a-f]{7} hold/)
    await page.goto('/policies')
    await expect(note).toContainText('environments and pins of the last valid version hold')
    await page.goto('/connect')
    await page.getByLabel('Environment').selectOption('prod')
    await page.goto('/settings/keys')
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByRole('dialog').getByLabel('Environment').selectOption('prod')
  } finally {
    await mergeChange(`Mend it ${run}`, { [SETTINGS]: valid }, 'priya')
  }
  await expect
    .poll(
      async () => (await (await page.request.get('/settings/environments')).text()).includes('has a mistake'),
      {
        timeout: 60_000,
      },
    )
    .toBe(false)
})
