import { expect, type Page } from '@playwright/test'
import { openDraft } from './drafts'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { expectListening, loginOf, openBy, signedIn, signIn } from './person'

const STRIPE = '/policies/payments/stripe.yaml'

/** What a link of one person must show another one as well: the title, what is chosen, and the first rows. */
async function readPage(page: Page): Promise<string[]> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  return page.getByRole('main').evaluate((main) => {
    const chosen = main.querySelectorAll(
      'h1, [aria-pressed=true], [aria-current]:not([aria-current=false]), [aria-selected=true], .chip, tr.sel, .sel',
    )
    const rows = [...main.querySelectorAll('tbody tr')].slice(0, 3)
    return (
      [...chosen, ...rows]
        // What is the reader's own is marked for each of them.
        .map((one) => (one.textContent ?? '').replaceAll('yours', '').replaceAll(/\s+/g, ' ').trim())
        .filter((text) => text !== '')
    )
  })
}

test('a link shows another person what it shows its sender: commit, filters, range, selection and the open row @long', async ({
  page,
  browser,
}) => {
  await signIn(page, loginOf('write'), '/changes?state=merged')
  const sha = await commitOf(page)
  expect(sha).toMatch(/^[0-9a-f]{7,40}$/)
  await page.goto('/decisions?result=denied&hours=24')
  const row = await page
    .getByRole('table', { name: 'Decisions', exact: true })
    .locator('tbody')
    .getByRole('link')
    .first()
    .getAttribute('href')
  const other = await signedIn(browser, loginOf('read'), '/docs')
  for (const path of [
    `/policies?at=${sha}`,
    `${STRIPE}?at=${sha}&view=reading`,
    `${STRIPE}?tool=create_refund`,
    '/changes?state=merged&effect=loosens',
    row ?? '',
    '/fleet?by=team&q=prod',
    `/fleet?at=${sha}`,
    '/audit?action=proxy.enrolled',
  ]) {
    // What moves meanwhile shows to both a moment later.
    await expect(async () => {
      await Promise.all([page.goto(path), other.goto(path)])
      const [sent, seen] = await Promise.all([readPage(page), readPage(other)])
      expect(sent.length, path).toBeGreaterThan(1)
      expect(seen, path).toEqual(sent)
    }).toPass({ timeout: 30_000 })
    expect(new URL(other.url()).search, path).toBe(new URL(page.url()).search)
  }
})

test('a link to a draft tells another person why they do not see it', async ({ page, browser, faults }) => {
  await signIn(page, loginOf('write'), '/policies')
  await openDraft(page, [{ basePath: 'policies/payments/stripe.yaml', edits: [] }])
  const path = new URL(page.url()).pathname
  const other = await signedIn(browser, loginOf('admin'), '/docs')
  faults.announce(404, path)
  await other.goto(path)
  await expect(
    other.getByRole('heading', { level: 1, name: 'You have no draft at this address' }),
  ).toBeVisible()
  await expect(other.getByRole('main')).toContainText('Others see it once it is a pull request')
  await expectAccessible(other)
})

test('a draft that is begun or discarded in one tab shows in the list of another by itself @long', async ({
  page,
  context,
}) => {
  await signIn(page, loginOf('write'), '/changes')
  const other = await context.newPage()
  await other.goto('/changes')
  const list = other.getByRole('region', { name: 'Your drafts' })
  await openDraft(page, [
    { path: 'policies/e2e/begun-elsewhere.yaml', text: 'version: "1"\ndefault: deny\n' },
  ])
  await expect(list).toContainText('e2e/begun-elsewhere.yaml')
  const question = page.getByRole('dialog', { name: 'Discard this draft?' })
  await openBy(question, () => page.getByRole('button', { name: 'Discard' }).click())
  await question.getByRole('button', { name: 'Discard' }).click()
  await expect(other.getByText('e2e/begun-elsewhere.yaml')).toHaveCount(0)
})

/** The commit of a change that was merged. */
async function commitOf(page: Page): Promise<string> {
  await page.goto(STRIPE)
  const href = await page.locator('main a[href*="at="]').first().getAttribute('href')
  return new URL(href ?? '', 'http://console').searchParams.get('at') ?? ''
}

test('the link that is copied gives what is shown: how it is drawn, the tool and the chosen lines, at this commit; the versions around it keep the first two @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), STRIPE)
  await page.goto(`${STRIPE}?tool=create_refund#L3-L5`)
  await expectListening(page)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await page.getByRole('button', { name: 'Reading', exact: true }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  const whole = /\?at=[0-9a-f]{40}&tool=create_refund&view=reading#L3-L5$/
  await expect.poll(copied).toMatch(whole)
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.keyboard.press('y')
  await expect.poll(copied).toMatch(whole)
  const older = page.getByRole('link', { name: /^This file at / }).nth(1)
  await expect(older).toHaveAttribute('href', /tool=create_refund&view=reading$/)
  await page.keyboard.press('[')
  await expect(page).toHaveURL(/\?at=[0-9a-f]{40}&tool=create_refund&view=reading$/)
})
