import type { Page } from '@playwright/test'

/** Counts from now on what is clicked in this tab, on whatever page of it; answers with the number so far. */
export async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0
  await page.exposeFunction('clicked', () => void (clicks += 1))
  const listen = () => document.addEventListener('click', () => void Reflect.get(window, 'clicked')(), true)
  await page.addInitScript(listen)
  await page.evaluate(listen)
  return () => clicks
}
