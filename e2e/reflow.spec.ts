import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { openChange } from './forge-client'
import { follow, loginOf, signIn, untilTold } from './person'
import { stack } from './stack'

const STRIPE = '/policies/payments/stripe.yaml'
const PAGES = [
  '/',
  '/?table=decisions&since=7d',
  '/policies',
  STRIPE,
  `${STRIPE}?view=reading&tool=create_refund`,
  '/changes',
  '/decisions',
  '/decisions?table=1',
  '/fleet',
  '/fleet/everything-prod',
  '/connect',
  '/audit',
  ...['repository', 'people', 'keys', 'environments', 'retention'].map((name) => `/settings/${name}`),
  '/docs',
  '/docs/policy-language',
]
/** A screen of 1440 by 900 at 200 %, and the width of WCAG 2.2, 1.4.10: a screen of 1280 at 400 %. */
const SIZES = [
  { width: 720, height: 450 },
  { width: 320, height: 256 },
]

test.describe.configure({ timeout: 240_000 })

for (const { width, height } of SIZES) {
  test(`every page fits into ${width} pixels without scrolling sideways @long`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await signIn(page, loginOf('admin'), '/changes?state=open')
    const pages = await allPages(page)
    const wide: string[] = []
    for (const path of pages) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const needed = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0)
      if (needed > width) wide.push(`${path} needs ${needed}`)
    }
    expect(wide).toEqual([])
  })
}

/** From a tablet on its side to the screen that the pages were drawn for. */
const DESKS = [1024, 1110, 1280, 1440]
/** As a regular expression of a policy in the title that Lockstep proposes. */
const LONG_WORD = 'Deny_write_file_where_arguments_path_matches_something_that_has_no_space_in_it_at_all'

test('no table is cut on a desk, however long a word of it is @long', async ({ page }) => {
  const number = await openChange(LONG_WORD, { 'policies/e2e/long-word.yaml': 'version: "1"\ntools: {}\n' })
  await signIn(page, loginOf('admin'), '/changes?state=open')
  await untilTold(page, '/changes?state=open', `/changes/${number}"`)
  const cut: string[] = []
  for (const path of await allPages(page)) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    for (const width of DESKS) {
      await page.setViewportSize({ width, height: 900 })
      const tables = await page.locator('.tw').evaluateAll((all) =>
        all
          .filter((one) => one.scrollWidth > one.clientWidth)
          .map((one) => {
            const name = one.querySelector('table')?.getAttribute('aria-label') ?? ''
            return `${name} by ${one.scrollWidth - one.clientWidth}`
          }),
      )
      cut.push(...tables.map((table) => `${path} at ${width}: ${table}`))
    }
  }
  expect(cut).toEqual([])
})

/** Of every kind one, from the list of open changes on. */
async function allPages(page: Page): Promise<string[]> {
  await follow(page, '/changes/')
  const made = await page.request.post('/api/drafts', {
    headers: { origin: stack().url },
    data: { files: [{ basePath: `policies${STRIPE.slice('/policies'.length)}` }] },
  })
  const { id } = await made.json()
  return [...PAGES, new URL(page.url()).pathname, `/drafts/${id}`, `/drafts/${id}?view=text`]
}
