import { expect } from '@playwright/test'
import { z } from 'zod'
import { test } from './fixtures'
import { asPerson, clearFaults, openChange, orderFault } from './forge-client'
import { loginOf, signIn, untilTold } from './person'

// Long for what it does to everybody else: no other spec hears of the forge by its hooks meanwhile.
test.describe.configure({ timeout: 300_000 })
test.afterEach(clearFaults)

/** The forge is polled every 10 s, and a change that somebody looks at every 30 s. */
const POLLED = { timeout: 90_000 }
const POLICY = 'version: "1"\ndefault: deny\ntools:\n  list_hosts:\n    rules: []\n'

test('with every hook lost an open page comes to show who is asked, a check, who agreed, and the merge', async ({
  page,
}) => {
  await orderFault({ kind: 'drop-hooks', path: '*' })
  const number = await openChange('Hear of it by polling', { 'policies/platform/polled.yaml': POLICY })
  await signIn(page, loginOf('read'), '/changes')
  await untilTold(page, `/changes/${number}`)
  await page.goto(`/changes/${number}`)
  const owners = page.getByRole('region', { name: 'Owners' })
  await expect(owners).toContainText('asked @northwind/platform', POLLED)

  const call = await asPerson('ines')
  const { head } = z
    .object({ head: z.object({ sha: z.string() }) })
    .parse(await call('GET', `/pulls/${number}`))
  const check = { state: 'failure', context: 'ci/polled', description: 'not by a hook' }
  await call('POST', `/statuses/${head.sha}`, check)
  await expect(page.getByRole('region', { name: 'Checks' })).toContainText('ci/polled', POLLED)

  await call('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' })
  await expect(owners).toContainText('@ines, of @northwind/platform', POLLED)
  await call('PUT', `/pulls/${number}/merge`, {})
  await expect(page.getByText(/; merged into main as /)).toBeVisible(POLLED)
  await expect(page.getByRole('link', { name: 'Review on GitHub' })).toHaveCount(0)
})
