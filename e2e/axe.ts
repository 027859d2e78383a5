import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type axeCore from 'axe-core'

/** The small one of the two texts that the package has: each page that is looked at reads it. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What the text above leaves in a page. */
declare const axe: typeof axeCore

/** How closely: by all rules, contrast for a few texts of each style (`usual`) or for every text; or `colours`, contrast of every text alone. */
export type Look = 'usual' | 'every text' | 'colours'

/**
 * What is on the page now has no fault for screen readers or eyes. Contrast takes most of the time of all rules, and texts of one style
 * stand on the same colours: usually a few of each style are looked at.
 */
export async function expectNoFaults(page: Page, look: Look = 'usual'): Promise<void> {
  // A page that comes by a click has its title a moment after its text.
  await expect(page).toHaveTitle(/./)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  await page.evaluate(markTexts, look === 'usual' ? OF_A_STYLE : Infinity)
  const found = await page.evaluate(
    async (only) => {
      axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-contrast]' }] })
      const { violations } = await axe.run({
        ...(only !== null && { runOnly: only }),
        // The size of targets is of WCAG 2.2, which axe leaves out unless it is asked for.
        rules: { 'target-size': { enabled: only === null } },
        resultTypes: ['violations'],
        // No rule that is asked needs the style sheets once more.
        preload: false,
      })
      return violations.map(({ id, nodes }) => ({ id, at: nodes.slice(0, 3).map(({ html }) => html) }))
    },
    look === 'colours' ? ['color-contrast'] : null,
  )
  expect(found, `axe on ${page.url()}: ${found.map(({ id }) => id).join(', ')}`).toEqual([])
}

const OF_A_STYLE = 3

/** In the page: marks so many texts of each style, and every field, for the rule of contrast. */
function markTexts(most: number): void {
  /** The colours below an element, down to one that hides what is behind it. */
  const grounds = new Map<Element, string>()
  const groundOf = (element: Element | null): string => {
    if (element === null) return ''
    const known = grounds.get(element)
    if (known !== undefined) return known
    const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element)
    const own = `${backgroundColor} ${backgroundImage} ${opacity}`
    const hides = backgroundColor.startsWith('rgb(') && opacity === '1'
    const ground = hides ? own : `${own} / ${groundOf(element.parentElement)}`
    grounds.set(element, ground)
    return ground
  }
  const marked = new Map<string, number>()
  const mark = (element: Element) => {
    const { width, height } = element.getBoundingClientRect()
    const { color, fontSize, fontWeight, visibility } = getComputedStyle(element)
    const style = [color, fontSize, fontWeight, visibility, groundOf(element)].join(' | ')
    const like = marked.get(style) ?? 0
    // What is there for screen readers alone has the size of a point.
    const isSeen = width > 1 && height > 1
    if (isSeen) marked.set(style, like + 1)
    element.toggleAttribute('data-contrast', isSeen && like < most)
  }
  // An element may hold many texts.
  const holders = new Set<Element>()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode() !== null) {
    const { parentElement, textContent } = texts.currentNode
    if (parentElement !== null && textContent?.trim() !== '') holders.add(parentElement)
  }
  holders.forEach(mark)
  for (const field of document.querySelectorAll('input, textarea, select'))
    field.toggleAttribute('data-contrast', true)
}
