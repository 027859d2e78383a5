import { setTimeout as delay } from 'node:timers/promises'
import { chromium, type Page } from '@playwright/test'
import { findBrowser } from '@/scripts/find-browser'

/** An administrator, who sees every page whole. */
const LOGIN = 'priya'

/** Opens the console of a stack that runs, in a real browser on a desk, signed in. */
export async function openConsole(url: string): Promise<{ page: Page; close: () => Promise<void> }> {
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--disable-gpu', '--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  // Functions that are sent to the page were named by the loader with a helper that only it has.
  await context.addInitScript('globalThis.__name = (named) => named')
  const page = await context.newPage()
  await signIn(page, url)
  return { page, close: () => browser.close() }
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: new RegExp(`^${LOGIN} `) }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** The mirror looks every few seconds: until then new policies are not there. */
export async function untilListed(page: Page, url: string, policy: string): Promise<void> {
  const deadline = Date.now() + 120_000
  while (!(await page.request.get(`${url}/policies/${policy}`)).ok()) {
    if (Date.now() > deadline) throw new Error(`the policy ${policy} did not arrive in the mirror`)
    await delay(1000)
  }
}
