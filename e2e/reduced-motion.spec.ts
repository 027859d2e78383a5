import { expect, type Page } from '@playwright/test'
import { openDraft } from './drafts'
import { test } from './fixtures'
import { expectListening, follow, loginOf, openBy, signIn } from './person'

/** Longer than this is seen as motion; what merely appears later takes no time itself. */
const INSTANT_MS = 10

const PAGES = [
  '',
  'policies',
  'policies/payments/stripe.yaml',
  'changes',
  'decisions',
  'fleet',
  'connect',
  'fleet/everything-prod',
  'settings/people',
  'audit',
  'docs/concepts',
].map((path) => `/${path}`)

/** What moves on the page, or would at the next change of its state: of every element and of what stands before and after it. */
function findMotion(page: Page): Promise<string[]> {
  return page.evaluate((instant) => {
    const longest = (times: string) =>
      Math.max(
        ...times.split(',').map((time) => Number.parseFloat(time) * (time.trim().endsWith('ms') ? 1 : 1000)),
      )
    const found = new Set<string>()
    for (const one of document.querySelectorAll('*')) {
      for (const part of ['', '::before', '::after']) {
        const style = getComputedStyle(one, part)
        const [moves, changes] = [longest(style.animationDuration), longest(style.transitionDuration)]
        const name = `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''}${part}`
        if (style.animationName !== 'none' && moves > instant)
          found.add(`${name} ${style.animationName} ${moves} ms`)
        if (changes > instant) found.add(`${name} ${style.transitionProperty} ${changes} ms`)
        if (style.scrollBehavior === 'smooth') found.add(`${name} scrolls smoothly`)
      }
    }
    for (const { effect } of document.getAnimations()) {
      const { activeDuration } = effect?.getComputedTiming() ?? {}
      if (typeof activeDuration === 'number' && activeDuration > instant)
        found.add(`under way for ${activeDuration} ms`)
    }
    return [...found]
  }, INSTANT_MS)
}

/** A page that does not come as long as it is held: its place is drawn in outline. */
async function holdFleet(page: Page): Promise<() => void> {
  await expectListening(page)
  let release: () => void = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/fleet?*', async (route) => {
    await held
    await route.continue()
  })
  await page.getByRole('link', { name: /^Fleet/ }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Loading Fleet' })).toHaveCount(1)
  return release
}

test('whoever asks for less motion sees none on any page, nor while one is on its way or something is opened @long', async ({
  page,
}) => {
  await signIn(page, loginOf('admin'), '/')
  expect(await page.evaluate(() => matchMedia('(prefers-reduced-motion: reduce)').matches)).toBe(true)
  for (const path of PAGES) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await findMotion(page), path).toEqual([])
  }
  await page.goto('/changes?state=merged')
  await follow(page, '/changes/')
  expect(await findMotion(page), page.url()).toEqual([])
  await openDraft(page, [{ basePath: 'policies/payments/stripe.yaml' }], '?view=text')
  await page.getByRole('textbox', { name: 'YAML', exact: true }).press('ControlOrMeta+End')
  expect(await findMotion(page), 'the text editor').toEqual([])

  await page.goto('/policies')
  const search = page.getByRole('combobox', { name: 'Search or jump to' })
  await openBy(search, () => page.keyboard.press('ControlOrMeta+k'))
  expect(await findMotion(page), 'the search').toEqual([])
  await page.keyboard.press('Escape')
  const release = await holdFleet(page)
  expect(await findMotion(page), 'a page on its way').toEqual([])
  release()
  await expect(page.getByRole('heading', { level: 1, name: /in sync/ })).toBeVisible()
})

test('whoever does not sees that a page is on its way by what moves', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await signIn(page, loginOf('read'), '/policies')
  expect(await findMotion(page)).toContainEqual(expect.stringContaining('background'))
  const release = await holdFleet(page)
  expect(await findMotion(page)).toContainEqual(expect.stringContaining('pgline'))
  release()
  await expect(page.getByRole('heading', { level: 1, name: /in sync/ })).toBeVisible()
})
