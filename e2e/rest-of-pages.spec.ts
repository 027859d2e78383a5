import { expect } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessibleInEveryLook } from './looks'
import { follow, loginOf, openBy, signIn } from './person'
import { expectReachedByTab } from './tab-walk'

const STRIPE = '/policies/payments/stripe.yaml'
const MEMORY = '/policies/support/memory.yaml'
const SETTINGS = ['repository', 'people', 'keys', 'environments', 'retention']

test.describe.configure({ timeout: 240_000 })

const ADMINISTRATION = ['/audit', ...SETTINGS.map((name) => `/settings/${name}`)]
/** Pages that pages.spec.ts leaves out: those of administrators, and second views of what it looks at. */
const LOOKED_AT = [...ADMINISTRATION, `${STRIPE}?view=reading`, '/changes?state=merged', '/decisions?table=1']
/** Pages that keyboard.spec.ts leaves out. */
const WALKED = [
  ...ADMINISTRATION,
  '/policies',
  '/fleet',
  '/connect',
  '/changes',
  '/decisions',
  STRIPE,
  `${STRIPE}?view=reading`,
  MEMORY,
  '/fleet/everything-prod',
  '/docs',
  '/docs/concepts',
]

for (const path of LOOKED_AT) {
  test(`${path} reads well in every look @long`, async ({ page }) => {
    await signIn(page, loginOf('admin'), path)
    await expectAccessibleInEveryLook(page)
  })
}

for (const path of WALKED) {
  test(`every control of ${path} is reached by Tab and shows it @long`, async ({ page }) => {
    await signIn(page, loginOf('admin'), path)
    await expectReachedByTab(page)
  })
}

for (const path of ['/changes', '/fleet', '/fleet/everything-prod', STRIPE]) {
  test(`the past of ${path} reads well in every look, and by Tab @long`, async ({ page }) => {
    await signIn(page, loginOf('admin'), path)
    await page.goto(`${path}?at=${encodeURIComponent(new Date().toISOString())}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectReachedByTab(page)
    await expectAccessibleInEveryLook(page)
  })
}

for (const state of ['open', 'merged']) {
  test(`a change that is ${state} is reached by Tab, and its evidence reads well in every look @long`, async ({
    page,
  }) => {
    await signIn(page, loginOf('admin'), `/changes?state=${state}`)
    await follow(page, '/changes/')
    await expectReachedByTab(page)
    await page.goto(`${new URL(page.url()).pathname}/evidence`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectReachedByTab(page)
    await expectAccessibleInEveryLook(page)
  })
}

test('the comparison of two versions reads well in every look, in both of its layouts @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), STRIPE)
  await follow(page, `${STRIPE}?compare=`)
  await expect(page.getByRole('region', { name: 'What it means' })).toBeVisible()
  await expectReachedByTab(page)
  await expectAccessibleInEveryLook(page)
  await page.goto(`${page.url()}&diff=column`)
  await expect(page.getByRole('link', { name: 'One column', exact: true })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await expectAccessibleInEveryLook(page)
})

test('the comparison of all policies reads well in every look, also while an end is chosen @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies')
  await follow(page, '/policies?compare=')
  await expect(page.getByRole('region', { name: 'Policies that differ' })).toBeVisible()
  await expectReachedByTab(page)
  await expectAccessibleInEveryLook(page)
  const search = page.getByRole('searchbox', { name: 'Search commits for the older end' })
  await openBy(search, () => page.getByRole('button', { name: 'Choose… the older end' }).click())
  await expect(page.getByRole('list', { name: 'Commits found' })).toBeVisible()
  await expectAccessibleInEveryLook(page)
})

test('a commit that came without a pull request is told from its landing on, never from a merge @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/changes')
  await follow(page, '/changes/by-commit/')
  await expect(page.getByRole('region', { name: 'Rollout' })).toBeVisible()
  await expect(page.getByRole('main')).not.toContainText(/the merge|merged/)
})

test('the fleet by policy names its groups as the rows do @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/fleet?by=policy')
  const heads = page.getByRole('table', { name: 'Proxies' }).getByRole('rowheader')
  await expect(heads.filter({ hasText: /^platform\/everything\.yaml \d+ of \d+ in sync$/ })).toHaveCount(1)
  await expect(heads.filter({ hasText: 'policies/' })).toHaveCount(0)
})
