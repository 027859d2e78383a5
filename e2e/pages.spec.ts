import { expect } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessible, expectAccessibleInEveryLook } from './looks'
import { follow, loginOf, signIn } from './person'

const STRIPE = '/policies/payments/stripe.yaml'
const READER = loginOf('read')

// Up to four looks at each page, of which two with all rules of axe.
test.describe.configure({ timeout: 240_000 })

/** Pages with an address that is known beforehand, and the title that says that the page is whole. */
const FIXED: { path: string; title: string | RegExp; when?: ' @long' }[] = [
  { path: '/', title: /^(Nothing needs|\d+ things? needs?) a look$/ },
  { path: '/policies', title: 'Policies' },
  { path: '/policies?q=no-such-policy', title: 'Policies', when: ' @long' },
  { path: '/policies?at=0000000000000000000000000000000000000000', title: /./, when: ' @long' },
  { path: STRIPE, title: 'stripe.yaml' },
  { path: '/changes', title: 'Changes' },
  { path: '/changes?q=no-such-change', title: 'Changes', when: ' @long' },
  { path: '/decisions', title: 'Decisions' },
  { path: '/decisions?q=no-such-thing', title: 'Decisions', when: ' @long' },
  { path: '/fleet', title: /in sync$/ },
  { path: '/fleet?q=no-such-proxy', title: 'No proxy fits', when: ' @long' },
  { path: '/fleet/everything-prod', title: 'everything-prod' },
  { path: '/connect', title: 'Connect a proxy' },
  { path: '/audit?who=nobody', title: 'Audit trail', when: ' @long' },
  { path: '/settings/keys', title: 'Settings', when: ' @long' },
  { path: '/docs', title: 'Documentation' },
  { path: '/docs/concepts', title: 'Words', when: ' @long' },
]

for (const { path, title, when = '' } of FIXED) {
  test(`${path} reads well in every look${when}`, async ({ page }) => {
    await signIn(page, READER, path)
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expectAccessibleInEveryLook(page)
  })
}

for (const state of ['open', 'merged']) {
  test(`a change that is ${state} reads well in every look`, async ({ page }) => {
    await signIn(page, READER, `/changes?state=${state}`)
    await follow(page, '/changes/')
    await expectAccessibleInEveryLook(page)
  })
}

/** What a page says where it has nothing to show, and the way on. */
const EMPTY: readonly (readonly [path: string, says: string, login: string])[] = [
  ['/policies?q=no-such-policy', 'Nothing matches', READER],
  ['/changes?q=no-such-change', 'No such change', READER],
  ['/decisions?q=no-such-thing', 'Nothing matches', READER],
  ['/fleet?q=no-such-proxy', 'None of them', READER],
  ['/fleet?from=4000', 'The list ends before this page', READER],
  ['/policies?from=4000', 'The list ends before this page', READER],
  ['/audit?who=nobody', 'Nothing matches', loginOf('admin')],
]

for (const [path, says, login] of EMPTY)
  test(`${path} says that there is nothing, and how to see more`, async ({ page }) => {
    await signIn(page, login, path)
    const empty = page.getByRole('main').locator('.empty')
    await expect(empty.getByRole('heading', { name: says })).toBeVisible()
    await expect(empty.getByRole('link').first()).toBeVisible()
    await expectAccessible(page)
  })

test('a policy of the past reads well in every look @long', async ({ page }) => {
  await signIn(page, READER, STRIPE)
  await follow(page, `${STRIPE}?at=`)
  await expectAccessibleInEveryLook(page)
})

test('the sign-in page reads well in every look, also with a problem on it', async ({ page }) => {
  await page.goto('/signin')
  await expectAccessibleInEveryLook(page)
  await page.goto('/signin?problem=denied')
  await expectAccessibleInEveryLook(page)
})

test('the page for what does not exist reads well in every look @long', async ({ page, faults }) => {
  await signIn(page, READER, '/policies')
  faults.announce(404, '/fleet/no-such-proxy')
  await page.goto('/fleet/no-such-proxy')
  await expect(
    page.getByRole('heading', { level: 1, name: 'There is nothing at this address' }),
  ).toBeVisible()
  await expectAccessibleInEveryLook(page)
})

test('the page for who has no role reads well in every look @long', async ({ page, faults }) => {
  faults.announce(403, '/policies')
  await page.goto('/policies')
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: new RegExp(`^${loginOf('none')} `) }).click()
  await expect(page.getByRole('heading', { name: 'You have no role on this repository' })).toBeVisible()
  await expectAccessibleInEveryLook(page)
})

test('what does not exist is answered with 404, not with a page that says so', async ({ page }) => {
  await signIn(page, loginOf('write'), '/policies')
  const nothing = [
    '/policies/no-such.yaml',
    '/fleet/no-such-proxy',
    '/changes/999999',
    `/changes/by-commit/${'0'.repeat(40)}`,
    '/docs/no-such-page',
    '/drafts/no-such-draft',
    '/nowhere',
  ]
  for (const path of nothing) expect((await page.request.get(path)).status(), path).toBe(404)
  expect((await page.request.get(STRIPE)).status()).toBe(200)
})

test('an address that cannot be read is answered as that of no page, and one with encoded letters as its page', async ({
  page,
  faults,
}) => {
  await signIn(page, loginOf('write'), '/policies')
  for (const path of ['/policies/%E0%A4%A', '/policies/%FF', '/%']) {
    faults.announce(404, path)
    expect((await page.goto(path))?.status(), path).toBe(404)
    await expect(page.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible()
  }
  await page.goto('/policies/payments/%73tripe.yaml')
  await expect(page.getByRole('heading', { level: 1, name: 'stripe.yaml' })).toBeVisible()
  await page.goto('/fleet?q=%')
  await expect(page.getByRole('heading', { level: 1, name: 'No proxy fits' })).toBeVisible()
  const refused = await page.request.get('/api/fleet/%E0%A4%A')
  expect(refused.status()).toBe(404)
  expect(await refused.json()).toMatchObject({ status: 404, detail: 'The address cannot be read.' })
  expect(refused.headers()['content-security-policy']).toContain("default-src 'none'")
  // Whoever is not signed in could have had pictures scaled.
  expect((await page.request.get('/_next/image?url=%2Ficon.svg&w=640&q=75')).status()).toBe(404)
  const read = await page.request.get('/api/fleet/everything%2Dprod')
  expect(await read.json()).toMatchObject({ proxy: { slug: expect.any(String) } })
})

test('on a phone the versions of a policy begin with the one on the page, and those of a comparison with its newer end', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, READER, STRIPE)
  const versions = page.getByRole('navigation', { name: 'Versions of this file' })
  const current = versions.locator('[aria-current="true"]').last()
  await expect(current).toBeInViewport({ ratio: 0.9 })
  const shas = await versions
    .locator('[data-version]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('data-version')))
  await page.goto(`${STRIPE}?compare=${shas.at(-3)}...${shas.at(-1)}`)
  await expect(current).toContainText('newer end')
  await expect(current).toBeInViewport({ ratio: 0.9 })
})

test('on a phone a link to lines of a policy shows the lines, in the page and from another one', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, READER, STRIPE)
  const link = page.getByRole('link', { name: /^lines \d+–\d+$/ }).first()
  const first = /^#(L\d+)-/.exec((await link.getAttribute('href')) ?? '')?.[1] ?? ''
  const line = page.locator(`#${first}`)
  await expect(line).not.toBeInViewport()
  await link.click()
  await expect(line).toBeInViewport()
  await page.goto('/policies')
  await page.goto(`${STRIPE}#${first}-L99`)
  await expect(line).toBeInViewport()
})
