import { demoAccounts } from '../scripts/start/accounts'
import { expect, type Browser, type Cookie, type Locator, type Page } from '@playwright/test'
import { stack } from './stack'

/** Signs in through the forge's account picker, from the page that asked for it, and waits until that page is there. */
export async function signInByHand(page: Page, login: string, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: new RegExp(`^${login} `) }).click()
  await expectPage(page, path)
}

/** What `signInByHand` left in the first browser of each person. A worker of Playwright runs one test after the other. */
const cookiesOf = new Map<string, Cookie[]>()

/** As `signInByHand`, with one session per person for all specs of a worker: for a test that does not end it. */
export async function signIn(page: Page, login: string, path: string): Promise<void> {
  const cookies = cookiesOf.get(login)
  if (cookies === undefined) {
    // The documentation asks nobody who they are.
    const isOpen = path.startsWith('/docs')
    await signInByHand(page, login, isOpen ? '/' : path)
    cookiesOf.set(login, await page.context().cookies(stack().url))
    if (!isOpen) return
  } else {
    await page.context().addCookies(cookies)
  }
  await page.goto(path)
  await expectPage(page, path)
}

/** A page may choose one of its parts, as the settings do. */
async function expectPage(page: Page, path: string): Promise<void> {
  await expect(page).toHaveURL((url) => (url.pathname + url.search).startsWith(path))
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

/** A browser of their own, signed in. */
export async function signedIn(browser: Browser, login: string, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await signIn(page, login, path)
  return page
}

/** The first demo account that has a role on the policy repository. */
export function loginOf(role: 'admin' | 'write' | 'read' | 'none'): string {
  const account = demoAccounts().find((one) => one.role === role)
  if (account === undefined) throw new Error(`no demo account with the role ${role}`)
  return account.login
}

/** Opens something by a click or a key. A control is there before the page listens to it, so that the first try may be lost. */
export async function openBy(what: Locator, act: () => Promise<void>): Promise<void> {
  await expect(async () => {
    if (!(await what.isVisible())) await act()
    await expect(what).toBeVisible({ timeout: 3000 })
  }).toPass()
}

/** Opens the first page that a link of this kind leads to. */
export async function follow(page: Page, links: string): Promise<void> {
  const href = await page.locator(`main a[href^="${links}"]`).first().getAttribute('href')
  await page.goto(href ?? '')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

/** Waits until the console answers a page, with a text in it: it hears of what happens on the forge a moment later. The browser stays where it is. */
export async function untilTold(page: Page, path: string, text = ''): Promise<void> {
  const isTold = async () => {
    const answer = await page.request.get(path)
    return answer.ok() && (await answer.text()).includes(text)
  }
  await expect.poll(isTold, { timeout: 60_000 }).toBe(true)
}

/** The page listens to keys once its help opens; what a single press begins is then begun once. */
export async function expectListening(page: Page): Promise<void> {
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
}
