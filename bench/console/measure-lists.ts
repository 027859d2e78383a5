import type { Page } from '@playwright/test'
import { readWatched, untilSettled, watchPage } from './watch-page'

const PAGES = 10
const NEXT = /^(Next \d|Older$)/

/** The longest task of a page, in milliseconds, after it was loaded: while its list is scrolled through, and while ten pages of it are asked for. */
export async function longestListTasks(
  page: Page,
  address: string,
): Promise<{ readonly scrolling: number; readonly paging: number }> {
  await page.mouse.move(0, 0)
  await page.goto(address, { waitUntil: 'load' })
  await watchPage(page)
  await untilSettled(page)
  const [scrolling, paging] = [[0], [0]]
  for (let pages = 0; pages < PAGES; pages += 1) {
    scrolling.push(await longestWhile(page, () => scrollThrough(page)))
    paging.push(await longestWhile(page, () => goOn(page)))
  }
  return { scrolling: Math.max(...scrolling), paging: Math.max(...paging) }
}

async function longestWhile(page: Page, act: () => Promise<void>): Promise<number> {
  // What came before is reported first.
  await readWatched(page)
  await page.evaluate(() => delete document.documentElement.dataset.longTask)
  await act()
  return (await readWatched(page)).longTask
}

/** By the wheel, from the top to the end. */
async function scrollThrough(page: Page): Promise<void> {
  await page.mouse.move(700, 500)
  const place = () => page.evaluate(() => scrollY)
  let before = -1
  for (let now = await place(); now !== before; now = await place()) {
    before = now
    for (let turn = 0; turn < 3; turn += 1) await page.mouse.wheel(0, 300)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
  }
}

async function goOn(page: Page): Promise<void> {
  const next = page.getByRole('main').getByRole('link', { name: NEXT })
  if (!(await next.isVisible())) return
  const before = page.url()
  await next.click()
  await page.waitForURL((url) => url.href !== before)
  await untilSettled(page)
}
