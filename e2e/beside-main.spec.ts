import { expect } from '@playwright/test'
import { z } from 'zod'
import { test } from './fixtures'
import { asPerson, openChange } from './forge-client'
import { expectAccessible } from './looks'
import { loginOf, signIn, untilTold } from './person'

// Waits until the console has heard of what happened on the forge.
test.describe.configure({ timeout: 240_000 })

const POLICIES = ['/policies', '/policies/platform/beside-main.yaml']
/** They answer for an instant, which a commit that main was never at stands for none of. */
const MOMENTS = ['/changes', '/fleet', '/fleet/memory-prod']
const TEXT = 'version: "1"\ndefault: deny\ntools:\n  lend:\n    rules: []\n'

test('a commit that main was never at leads to the change that it is of, and to the same one once that is merged @long', async ({
  page,
}) => {
  const number = await openChange('Stand beside main', { 'policies/platform/beside-main.yaml': TEXT })
  const call = await asPerson('ines')
  const { head } = z
    .object({ head: z.object({ sha: z.string() }) })
    .parse(await call('GET', `/pulls/${number}`))
  const leads = async (pages: readonly string[], words: string) => {
    for (const path of pages) {
      await page.goto(`${path}?at=${head.sha}`)
      await expect(page.getByText('was never at this commit')).toBeVisible()
      await expect(page.getByText(`${words} #${number}.`)).toBeVisible()
      const link = page.getByRole('link', { name: `#${number}`, exact: true })
      await expect(link).toHaveAttribute('href', `/changes/${number}`)
    }
  }
  await signIn(page, loginOf('read'), '/policies')
  await untilTold(page, `/changes/${number}`)
  await untilTold(page, `/policies?at=${head.sha}`, 'is of')
  await leads(POLICIES, 'it is of')
  await expectAccessible(page)
  await leads(MOMENTS, 'It is of')
  await expectAccessible(page)
  await call('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' })
  await call('PUT', `/pulls/${number}/merge`, {})
  await untilTold(page, `/policies?at=${head.sha}`, 'came with')
  await leads(POLICIES, 'it came with')
  await leads(MOMENTS, 'It came with')
})
