import { expect, type Browser, type Page } from '@playwright/test'
import { test } from './fixtures'
import { signInByHand } from './person'
import { openAgent, type Agent } from './demo-agent'
import { stack } from './stack'

const MESSAGE = 'Echo is closed while INC-3120 is open.'
const RULE = 'echo-closed'

test('a rule goes from the console through the forge into a running proxy, and denies the next call', async ({
  browser,
}) => {
  test.slow()
  const agent = await openAgent('everything-prod')
  const analyst = await signedIn(browser, 'mara', '/decisions?tool=echo')
  try {
    expect(await agent.echo()).toContain('Echo: hello')
    await findDecision(analyst, 'allowed')
    const number = await proposeInForm(analyst)
    const merged = await approveAndMerge(browser, analyst, number)
    await expectRunning(analyst, merged)
    await expectRolledOut(analyst, number)
    await expectExplained(analyst, agent, { number, merged })
  } finally {
    await agent.close()
    await analyst.context().close()
  }
})

/** Signs in through the forge's account picker in a browser of their own. */
async function signedIn(browser: Browser, login: string, path: string): Promise<Page> {
  // So wide that the editor lists the tools beside the form.
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await signInByHand(page, login, path)
  return page
}

/** Opens the newest decision of the list that the test's own agent caused: it is the only one with this name. */
async function findDecision(page: Page, result: 'allowed' | 'denied'): Promise<void> {
  await expect(async () => {
    await page.goto(`/decisions?tool=echo&proxy=everything-prod&result=${result}`)
    // Further links of a row lead to its proxy.
    const links = page.getByRole('table', { name: 'Decisions', exact: true }).locator('a[href*="d="]')
    const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
    for (const address of addresses.slice(0, 8)) {
      await page.goto(address)
      await expect(chain(page)).toBeVisible({ timeout: 5000 })
      if ((await chain(page).innerText()).includes('main-line 1')) return
    }
    throw new Error('the call of the test is not in the log yet')
  }).toPass()
}

function chain(page: Page) {
  return page.getByRole('complementary', { name: /^echo (allowed|denied)$/ })
}

/** From the decision to its policy, a deny rule in the form, and a pull request as the person; returns its number. */
async function proposeInForm(page: Page): Promise<number> {
  await page.goto('/policies/platform/everything.yaml')
  const editor = page.locator('.editor[aria-busy="false"]')
  // The button is there before the page listens to it, so that a first click may be lost.
  await expect(async () => {
    if (!page.url().includes('/drafts/'))
      await page.getByRole('button', { name: 'Edit' }).click({ timeout: 5000 })
    await expect(editor).toBeVisible({ timeout: 8000 })
  }).toPass()
  const tools = page.getByRole('navigation', { name: 'Tools in this policy' })
  await tools.getByRole('button', { name: 'echo', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'echo', exact: true })).toBeVisible()
  await page.getByRole('switch', { name: 'Deny every call' }).click()
  const rule = page.getByRole('list', { name: 'Rules of echo' }).getByRole('listitem').first()
  await rule.getByRole('textbox', { name: 'Rule name' }).fill(RULE)
  await rule.getByRole('textbox', { name: 'Message' }).fill(MESSAGE)
  const diff = page.getByRole('region', { name: 'What will change' })
  await expect(diff).toContainText(RULE)
  await expect(diff).toContainText(MESSAGE)
  await expect(diff).toContainText(', 0 removed')
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible()
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await dialog.getByLabel('Title').fill('Close echo during INC-3120')
  await dialog.getByRole('button', { name: 'Submit' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  return Number(/\d+$/.exec(page.url())?.[0])
}

/** On the forge's pages: the author's own approval is refused, an owner's counts, and the owner merges. Returns the merge commit, short. */
async function approveAndMerge(browser: Browser, author: Page, number: number): Promise<string> {
  const url = `${stack().forgeUrl}/northwind/agent-policies/pull/${number}`
  await author.goto(url)
  await expect(author.getByText('northwind/platform', { exact: true })).toBeVisible()
  await author.getByRole('button', { name: 'Approve' }).click()
  await expect(author.getByText('Can not approve your own pull request')).toBeVisible()

  const owner = await (await browser.newContext()).newPage()
  await owner.goto(`${stack().forgeUrl}/login`)
  await owner.getByRole('button', { name: /^ines / }).click()
  await owner.goto(url)
  await owner.getByRole('button', { name: 'Approve' }).click()
  await owner.getByRole('button', { name: 'Merge pull request' }).click()
  const merged = owner.getByText(/^Merged by ines as [0-9a-f]{7}\.$/)
  await expect(merged).toBeVisible()
  const sha = /[0-9a-f]{7}(?=\.$)/.exec(await merged.innerText())?.[0] ?? ''
  await owner.context().close()
  return sha
}

/** Every proxy of the policy runs the merge commit, proved by evidence 3 or better. */
async function expectRunning(page: Page, merged: string): Promise<void> {
  await expect(async () => {
    await page.goto('/fleet?q=everything-')
    for (const name of ['everything-prod', 'everything-staging']) {
      const row = page.getByRole('row', { name: new RegExp(name) })
      await expect(row).toContainText('In sync', { timeout: 500 })
      await expect(row).toContainText(/E[345]/, { timeout: 500 })
      await expect(row.getByText(merged).first()).toBeVisible({ timeout: 500 })
    }
  }).toPass({ timeout: 60_000 })
}

/** The change itself says who ran it when, as picture and as table. */
async function expectRolledOut(page: Page, number: number): Promise<void> {
  await expect(async () => {
    await page.goto(`/changes/${number}`)
    const rollout = page.getByRole('region', { name: 'Rollout' })
    await expect(rollout).toContainText('2 of 2 running · half after', { timeout: 1000 })
    await expect(rollout.getByRole('img', { name: /^When each of 2 proxies ran it/ })).toBeVisible({
      timeout: 1000,
    })
  }).toPass({ timeout: 30_000 })
  await page.goto(`/changes/${number}?table=rollout`)
  for (const name of ['everything-prod', 'everything-staging'])
    await expect(page.getByRole('row', { name: new RegExp(name) }).first()).toContainText(/E[345]/)
}

/** The next call is denied, and its decision says which rule, lines, commit, pull request and person did it. */
async function expectExplained(
  page: Page,
  agent: Agent,
  { number, merged }: { number: number; merged: string },
): Promise<void> {
  expect(await agent.echo()).toContain(MESSAGE)
  await findDecision(page, 'denied')
  await expect(async () => {
    await page.reload()
    const shown = chain(page)
    for (const part of [RULE, MESSAGE, 'main-line 1', 'platform/everything.yaml', merged, `#${number}`])
      await expect(shown).toContainText(part, { timeout: 1000 })
    const lines = shown.getByRole('region', { name: 'The rule as it ran' })
    await expect(lines).toContainText(`name: ${RULE}`, { timeout: 1000 })
    await expect(shown).toContainText('Approved by @ines', { timeout: 1000 })
  }).toPass({ timeout: 30_000 })
}
