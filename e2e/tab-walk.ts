import { expect, type Page } from '@playwright/test'

/** Everything that can be used with a mouse. One radio of a group is enough: arrows lead to the others. */
const CONTROLS = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary'

/** Presses Tab through the whole page; returns the controls that it never reached, and those that do not show that they have the focus. */
async function walk(page: Page): Promise<{ missed: string[]; unseen: string[] }> {
  const count = await page.evaluate((controls) => {
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof Element)) return
      const ring = [target, target.parentElement, target.parentElement?.parentElement].some((one) => {
        if (!one) return false
        const { outlineStyle, outlineWidth } = getComputedStyle(one)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
      })
      target.setAttribute('data-reached', ring ? 'seen' : 'unseen')
    })
    return document.querySelectorAll(controls).length
  }, CONTROLS)
  await page.keyboard.press('Tab')
  await page.evaluate(() => document.activeElement?.setAttribute('data-first', ''))
  await goRound(page, count)
  const walked = await report(page)
  if (walked.missed.length === 0) return walked
  // Pages are live: what appeared behind the focus is reached in the next round.
  await goRound(page, count)
  return report(page)
}

/** A region that scrolls takes a Tab of its own, so a round ends where the focus comes to the first control again. */
async function goRound(page: Page, count: number): Promise<void> {
  for (let press = 0; press < 2 * count + 10; press += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement?.hasAttribute('data-first') ?? false)) return
  }
}

function report(page: Page): Promise<{ missed: string[]; unseen: string[] }> {
  return page.evaluate((controls) => {
    const html = (elements: Element[]) => elements.map(({ outerHTML }) => outerHTML.slice(0, 200))
    const all = [...document.querySelectorAll(controls)].filter(
      (one) =>
        one.checkVisibility({ visibilityProperty: true }) &&
        one.closest('[inert], [tabindex="-1"]:not(main), [role="tablist"], [role="radiogroup"]') === null &&
        !(one instanceof HTMLInputElement && one.type === 'radio' && !one.checked),
    )
    return {
      missed: html(all.filter((one) => !one.hasAttribute('data-reached'))),
      unseen: html([...document.querySelectorAll('[data-reached="unseen"]')]),
    }
  }, CONTROLS)
}

/** Tab leads to every control of the page, and each shows that it has the focus. */
export async function expectReachedByTab(page: Page): Promise<void> {
  expect(await walk(page)).toEqual({ missed: [], unseen: [] })
}
