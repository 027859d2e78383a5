import { expect } from '@playwright/test'
import { z } from 'zod'
import { test } from './fixtures'
import { openChange } from './forge-client'
import { expectAccessible } from './looks'
import { loginOf, signIn, untilTold } from './person'

const FRACTION = `version: "1"
tools:
  transfer:
    rules:
      - name: day-sum
        conditions:
          - {path: state.transfer.sum, op: lte, value: 500}
        state: {counter: sum, window: day, increment: 1.5}
`

test('an error that lint finds in a change made elsewhere leads to its line and to its page', async ({
  page,
}) => {
  test.slow()
  const path = 'policies/platform/fraction.yaml'
  const number = await openChange('Limit transfers', { [path]: FRACTION })
  await signIn(page, loginOf('read'), '/changes')
  await untilTold(page, `/changes/${number}`)
  const checks = page.getByRole('region', { name: 'Checks' })
  await expect(async () => {
    await page.goto(`/changes/${number}`)
    await expect(checks).toContainText('1 error', { timeout: 2000 })
  }).toPass({ timeout: 60_000 })
  await expect(checks.getByRole('link', { name: 'increment-truncated' })).toHaveAttribute(
    'href',
    '/docs/lint/increment-truncated',
  )
  await expectAccessible(page)
  await checks.getByRole('link', { name: 'platform/fraction.yaml, line 8' }).click()
  await expect(page).toHaveURL(/#L8$/)
  const look = page.getByRole('region', { name: 'Worth a look' })
  await expect(look).toContainText('day-sum (line 8)')
  await expect(look.getByRole('link', { name: 'increment-truncated' })).toBeVisible()
})

const exported = z.object({ id: z.string(), tool: z.string(), decision: z.string().nullable() })

test('the id that a denial told the agent opens its call, whatever time is looked at', async ({ page }) => {
  await signIn(page, loginOf('read'), '/decisions')
  const answer = await page.request.get('/api/decisions/export?format=ndjson&result=denied')
  const lines = (await answer.text()).trim().split('\n')
  const denied = lines
    .map((line) => exported.parse(JSON.parse(line)))
    .filter(({ decision }) => decision !== null)
  const { id = '', tool = '', decision = '' } = denied.at(-1) ?? {}
  await page.goto('/decisions?hours=1')
  const search = page.getByRole('textbox', { name: /^Text in tool/ })
  await search.fill(decision ?? '')
  await search.press('Enter')
  await expect(page).toHaveURL(new RegExp(`[?&]d=${id}$`))
  const drawer = page.getByRole('complementary', { name: new RegExp(`${tool} denied`) })
  await expect(drawer).toContainText(decision ?? '')
  await expect(drawer.getByRole('link', { name: /^Evidence level/ })).toHaveAttribute(
    'href',
    '/docs/concepts#evidence',
  )
  await page.goto('/decisions?q=00000000-1')
  await expect(page.getByText('No denied call of the log has this id.')).toBeVisible()
})
