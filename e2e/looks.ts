import { basename, join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { expectNoFaults, type Look } from './axe'

const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

/** The screens that the console is made for, each by day and by night. Colours are all that the second of each changes. */
const LOOKS = [
  { size: DESK, colorScheme: 'light', look: 'every text' },
  { size: PHONE, colorScheme: 'dark', look: 'every text' },
  { size: DESK, colorScheme: 'dark', look: 'colours' },
  { size: PHONE, colorScheme: 'light', look: 'colours' },
] as const

/** What is on the page now has no fault for screen readers or eyes, and does not scroll sideways. */
export async function expectAccessible(page: Page, look: Look = 'usual'): Promise<void> {
  await expectNoFaults(page, look)
  await expectNoSideways(page)
}

async function expectNoSideways(page: Page): Promise<void> {
  // A panel that floats follows a moment after the window was made smaller.
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  await expect.poll(sideways, { message: `${page.url()} scrolls sideways` }).toBeLessThanOrEqual(0)
}

/**
 * As `expectAccessible`, in every look. The page stays open, so that what was opened on it is looked at too. It takes most of the time of a
 * page's test: the long tests do it, and leave a picture of each look in artifacts/looks, to be compared with the design by eye; the short
 * ones look once on each screen, for all faults on the wide one and for sideways scroll on the narrow one.
 */
export async function expectAccessibleInEveryLook(page: Page): Promise<void> {
  const { project, title } = test.info()
  if (project.name === 'usual') {
    expect(title, 'the long tests find by it what looks').toContain('in every look')
    await page.setViewportSize(DESK)
    await expectAccessible(page)
    await page.setViewportSize(PHONE)
    return expectNoSideways(page)
  }
  for (const { size, colorScheme, look } of LOOKS) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page, look)
    await takePicture(page, `${size.width}-${colorScheme}`)
  }
}

/** Named by the spec, the test and by how many it took of this look: tests of two specs may have one title. */
async function takePicture(page: Page, look: string): Promise<void> {
  const info = test.info()
  const taken = info.attachments.filter(({ name }) => name === look).length
  const spec = basename(info.file).replace(/(\.long)?\.spec\.ts$/, '')
  const title = info.title.replaceAll(/,? reads? well in every look| @long/g, '')
  const name = `${spec} ${title}`.replaceAll(/[^a-z\d]+/gi, '-').slice(0, 200)
  const path = join('artifacts', 'looks', look, `${name}-${taken + 1}.png`)
  // The bar sticks where the page was scrolled to.
  await page.evaluate(() => window.scrollTo(0, 0))
  // Chromium was seen to wait for ever for a picture of more than its window, and to give one of the window at once.
  const take = (fullPage: boolean) => page.screenshot({ path, fullPage, timeout: 30_000 })
  await take(true).catch(() => take(false))
  await info.attach(look, { path })
}
