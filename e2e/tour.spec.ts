import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { signIn } from './person'

/** Taken anew by every run; docs/images keeps those that the README and the tour show (CONTRIBUTING.md). */
const FOLDER = join('artifacts', 'tour')

const PAGES = [
  ['overview', '/', ''],
  ['policy', '/policies/platform/filesystem.yaml', 'filesystem.yaml'],
  ['decisions', '/decisions', 'Decisions'],
  ['fleet', '/fleet', 'in sync'],
  ['changes', '/changes', 'Changes'],
] as const

test('the pages of the tour are there, and their pictures are taken @long', async ({ page }) => {
  test.slow()
  mkdirSync(FOLDER, { recursive: true })
  await page.setViewportSize({ width: 1280, height: 800 })
  await signIn(page, 'mara', '/')
  for (const [name, path, heading] of PAGES) {
    if (name !== 'overview') await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(heading)
    const picture = await page.screenshot({ path: join(FOLDER, `${name}.png`) })
    expect(picture.length).toBeGreaterThan(5000)
  }
  await page.goto('/docs/tour')
  const shown = page.getByRole('main').getByRole('img')
  await expect(shown).toHaveCount(PAGES.length)
  for (const picture of await shown.all()) {
    await picture.scrollIntoViewIfNeeded()
    await expect(picture).toHaveJSProperty('naturalWidth', 1280)
  }
  await expectAccessible(page)
})
