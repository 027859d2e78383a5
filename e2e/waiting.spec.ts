import { expect } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { expectListening, loginOf, openBy, signIn } from './person'

test('a page that is long on its way is said, drawn in outline, and then is there', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  // The page listens when its help opens.
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  let release: () => void = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/fleet?*', async (route) => {
    await held
    await route.continue()
  })
  const main = page.getByRole('main')
  await page.getByRole('link', { name: /^Fleet/ }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Loading Fleet' })).toHaveCount(1)
  await expect(main).toHaveAttribute('aria-busy', 'true')
  await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeHidden()
  await expectAccessible(page)
  release()
  await expect(page.getByRole('heading', { level: 1, name: /in sync/ })).toBeVisible()
  await expect(main).not.toHaveAttribute('aria-busy')
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0)
})

/** Every kind of page, by a link on a page before it, and how its place is called while it is on its way. */
const SCREENS: readonly (readonly [from: string, link: string, title: RegExp, when?: ' @long'])[] = [
  ['/docs', 'header a[href="/"]', /^Overview$/, ' @long'],
  ['/docs', 'header a[href="/policies"]', /^Policies$/, ' @long'],
  ['/docs', 'header a[href="/changes"]', /^Changes$/, ' @long'],
  ['/docs', 'header a[href="/decisions"]', /^Decisions$/],
  ['/docs', 'main a[href="/docs/concepts"]', /^Documentation$/, ' @long'],
  ['/policies', 'main a[href^="/policies/payments/stripe.yaml"]', /^payments\/stripe\.yaml$/],
  ['/changes?state=merged', 'main tbody a[href^="/changes/"]', /^Change #\d+$/, ' @long'],
  ['/fleet', 'main a[href^="/fleet/everything-prod"]', /^everything-prod$/, ' @long'],
  ['/fleet', 'main a[href="/connect"]', /^Connect a proxy$/, ' @long'],
  ['/settings/people', 'main a[href="/settings/keys"]', /^Settings$/, ' @long'],
]

for (const [from, link, title, when = ''] of SCREENS)
  test(`the page at the link ${link} is said and drawn in outline while it is on its way${when}`, async ({
    page,
  }) => {
    await signIn(page, loginOf('admin'), from)
    await expectListening(page)
    const to = page.locator(link).first()
    const { pathname } = new URL((await to.getAttribute('href')) ?? '', page.url())
    let release: () => void = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route(
      (url) => url.pathname === pathname && url.searchParams.has('_rsc'),
      async (route) => {
        await held
        await route.continue()
      },
    )
    await to.click()
    const said = page.getByRole('status').filter({ hasText: 'Loading' })
    await expect(said).toHaveText(new RegExp(`^Loading ${title.source.slice(1)}`))
    const main = page.getByRole('main')
    await expect(main).toHaveAttribute('aria-busy', 'true')
    await expect(page.locator('.pgload')).toBeVisible()
    release()
    await expect(page).toHaveURL((url) => url.pathname === pathname)
    await expect(said).toHaveCount(0)
    await expect(main).not.toHaveAttribute('aria-busy')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  })

test('the page has a title at every moment while another one comes', async ({ page }) => {
  await signIn(page, loginOf('read'), '/fleet')
  await page.evaluate(() => {
    const without: string[] = []
    new MutationObserver(() => {
      if (document.title === '') without.push(location.pathname)
    }).observe(document.documentElement, { childList: true, subtree: true, characterData: true })
    Object.assign(window, { without })
  })
  for (const name of ['Policies', 'Changes', 'Fleet']) {
    await page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .click()
    await expect(page).toHaveTitle(new RegExp(`^${name}`))
  }
  expect(await page.evaluate(() => Reflect.get(window, 'without'))).toEqual([])
})
