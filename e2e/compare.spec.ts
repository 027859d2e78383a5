import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { commitToBranch } from './forge-client'
import { expectListening, loginOf, openBy, signIn } from './person'

const STRIPE = '/policies/payments/stripe.yaml'
const endsOf = (page: Page) => new URL(page.url()).searchParams.get('compare')?.split('...') ?? []

test('the list of policies leads to what its last change did in all of them, and from there to one of them between the same commits', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies')
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await expect(page).toHaveURL(/\/policies\?compare=[0-9a-f]{40}\.\.\.[0-9a-f]{40}$/)
  await expect(page.getByRole('button', { name: 'New policy' })).toHaveCount(0)
  const ends = endsOf(page)
  const table = page.getByRole('table', { name: 'Policies that differ' })
  const first = table.getByRole('row').nth(1).getByRole('link').first()
  const path = await first.textContent()
  await first.click()
  await expect(page).toHaveURL(new RegExp(`/policies/${path}\\?compare=`))
  await expect.poll(() => endsOf(page)).toEqual(ends)
  await page.getByRole('link', { name: 'All policies' }).click()
  await expect(table).toBeVisible()
  await expect.poll(() => endsOf(page)).toEqual(ends)
})

test('the list of policies of the past leads to what became of them since', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await expect(page).toHaveURL(/compare=/)
  const [older, newer] = endsOf(page)
  await page.goto(`/policies?at=${older}`)
  await page.getByRole('link', { name: 'Compare with now' }).click()
  await expect(page.getByRole('region', { name: 'Older' })).toContainText(older?.slice(0, 7) ?? '?')
  await expect.poll(() => endsOf(page)).toEqual([older, newer])
})

test('an end of a comparison is found among all versions by words and day, and with Enter taken', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), STRIPE)
  const versions = page.getByRole('navigation', { name: 'Versions of this file' }).locator('[data-version]')
  const shas = await versions.evaluateAll((links) => links.map((one) => one.getAttribute('data-version')))
  await page.goto(`${STRIPE}?compare=${shas.at(-2)}...${shas.at(-1)}`)
  await expectListening(page)
  const search = page.getByRole('searchbox', { name: 'Search commits for the older end' })
  const found = page.getByRole('list', { name: 'Commits found' })
  await openBy(search, () => page.getByRole('button', { name: 'Choose… the older end' }).click())
  await expect(page.getByText(/^\d+ commits changed this file/)).toBeVisible()
  await search.fill('allow gbp')
  await expect(found.getByRole('listitem')).toHaveCount(1)
  await expect(found).toContainText('Allow gbp')
  await page.keyboard.press('ArrowDown')
  await expect(found.getByRole('link')).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Older' })).toContainText('Allow gbp')
  expect(endsOf(page)[1]).toBe(shas.at(-1))
  expect(endsOf(page)[0]).not.toBe(shas.at(-2))
  await page.goBack()
  await expect.poll(() => endsOf(page)[0]).toBe(shas.at(-2))
})

test('an end may be a commit that did not touch the file, and what nothing goes by is said @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies')
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await expect(page).toHaveURL(/compare=/)
  const [, tip] = endsOf(page)
  await page.goto(`${STRIPE}?compare=${tip}...${tip}`)
  await expectListening(page)
  const search = page.getByRole('searchbox', { name: 'Search commits for the older end' })
  const found = page.getByRole('list', { name: 'Commits found' })
  await openBy(search, () => page.getByRole('button', { name: 'Choose… the older end' }).click())
  await search.fill('snowflake')
  await found
    .getByRole('link', { name: /elsewhere/ })
    .first()
    .click()
  await expect.poll(() => endsOf(page)[0]).not.toBe(tip)
  await expect(page.getByRole('region', { name: 'Older' })).toContainText(endsOf(page)[0]?.slice(0, 7) ?? '?')
  await openBy(search, () => page.getByRole('button', { name: 'Choose… the older end' }).click())
  await search.fill('beef0000')
  await found.getByRole('link', { name: 'Take beef0000 as a commit, branch or instant' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Nothing to show there' })).toBeVisible()
})

test('S swaps the sides, and brackets move the ends of a comparison of all policies', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What changed in all policies')
  await expectListening(page)
  const [older, newer] = endsOf(page)
  await page.keyboard.press('{')
  await expect.poll(() => endsOf(page)[0]).not.toBe(older)
  const [moved] = endsOf(page)
  expect(endsOf(page)[1]).toBe(newer)
  await expect(page.getByRole('region', { name: 'Older' })).toContainText(moved?.slice(0, 7) ?? '?')
  await page.keyboard.press('s')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What going back')
  await expect.poll(() => endsOf(page)).toEqual([newer, moved])
  await page.keyboard.press('[')
  await expect.poll(() => endsOf(page)[0]).not.toBe(newer)
  expect(endsOf(page)[1]).toBe(moved)
})

test('a comparison of many policies has pages, each with a link that keeps both ends @long', async ({
  page,
}) => {
  const branch = `many-${Date.now().toString(36)}`
  const names = Array.from({ length: 51 }, (_, index) => `policies/${branch}/p-${index}.yaml`)
  const files = Object.fromEntries(names.map((name) => [name, 'version: "1"\ntools: {}\n']))
  const commit = await commitToBranch('mara', { branch, message: 'Add many policies', files })
  await signIn(page, loginOf('read'), '/policies')
  const address = `/policies?compare=main...${branch}`
  // The mirror fetches the branch when it hears of it.
  await expect.poll(async () => (await page.request.get(address)).text()).toContain('Policies that differ')
  await page.goto(address)
  const rows = page.getByRole('table', { name: 'Policies that differ' }).getByRole('row')
  await expect(rows).toHaveCount(1 + 50)
  const first = (await rows.nth(1).textContent()) ?? ''
  await page.getByRole('link', { name: /^Next \d+$/ }).click()
  await expect(page).toHaveURL(/&from=50$/)
  await expect(rows.nth(1)).not.toHaveText(first)
  expect(endsOf(page)[1]).toBe(commit)
  await page.goto(page.url().replace('from=50', 'from=5000'))
  await expect(page.getByRole('heading', { name: 'The list ends before this page' })).toBeVisible()
  await page.getByRole('link', { name: 'To its end' }).click()
  await expect(rows).toHaveCount(1 + 1)
})
