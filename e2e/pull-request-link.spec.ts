import { expect } from '@playwright/test'
import { z } from 'zod'
import { openDraft, isSaved } from './drafts'
import { test } from './fixtures'
import { asPerson } from './forge-client'
import { signedIn, signIn } from './person'

const SLACK = 'policies/support/slack.yaml'

// The list of tools is a picker where there is less room.
test.use({ viewport: { width: 1440, height: 900 } })

test('the link in a pull request leads everybody who may look to its change, and to no draft of somebody else @long', async ({
  page,
  browser,
  faults,
}) => {
  test.slow()
  await signIn(page, 'mara', '/policies/support/slack.yaml')
  await openDraft(page, [{ basePath: SLACK }])
  const draft = new URL(page.url()).pathname
  const owner = await signedIn(browser, 'yuki', '/policies')
  const auditor = await signedIn(browser, 'lena', '/policies')
  faults.announce(404, draft)
  faults.announce(403, draft)
  expect((await owner.goto(draft))?.status()).toBe(404)
  expect((await auditor.goto(draft))?.status()).toBe(403)
  await expect(auditor.getByRole('main')).toContainText('You have the role read')

  await page.getByRole('switch', { name: 'Deny every call' }).click()
  await isSaved(page)
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Submit' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  const change = new URL(page.url()).pathname
  const call = await asPerson('yuki')
  const { body } = z.object({ body: z.string() }).parse(await call('GET', change.replace('changes', 'pulls')))
  const [, link = ''] = /\[Open in Lockstep\]\(([^)]+)\)/.exec(body) ?? []
  for (const other of [owner, auditor]) {
    await other.goto(link)
    await expect(other).toHaveURL(change)
    await expect(other.getByRole('region', { name: 'Owners' })).toBeVisible()
    await other.context().close()
  }
})
