import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type axeCore from 'axe-core'

/** The small one of the two texts that the package has: each page that is looked at reads it. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What the text above leaves in a page. */
declare const axe: typeof axeCore

/** What is on the page now has no fault for screen readers or eyes. `colours`: as far as colours make it. */
export async function expectNoFaults(page: Page, rules: 'all' | 'colours' = 'all'): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  const found = await page.evaluate(async (only) => {
    const { violations } = await axe.run({
      ...(only !== null && { runOnly: only }),
      // The size of targets is of WCAG 2.2, which axe leaves out unless it is asked for.
      rules: { 'target-size': { enabled: only === null } },
      resultTypes: ['violations'],
      // No rule that is asked needs the style sheets once more.
      preload: false,
    })
    return violations.map(({ id, nodes }) => ({ id, at: nodes.slice(0, 3).map(({ html }) => html) }))
  }, COLOURS_ONLY[rules])
  expect(found, `axe on ${page.url()}: ${found.map(({ id }) => id).join(', ')}`).toEqual([])
}

const COLOURS_ONLY = { all: null, colours: ['color-contrast'] }
