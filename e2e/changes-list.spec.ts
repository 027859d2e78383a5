import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { openChange } from './forge-client'
import { expectAccessibleInEveryLook } from './looks'
import { expectListening, loginOf, openBy, signedIn, signIn } from './person'

function rows(page: Page) {
  return page
    .getByRole('table', { name: 'Changes' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') })
}

/** Opens the menu of a filter and takes the first of its values; returns its name. */
async function chooseFirst(page: Page, name: string): Promise<string> {
  const menu = page.getByRole('menu')
  await openBy(menu, () => page.getByRole('button', { name, exact: true }).click())
  const first = menu.getByRole('menuitem').first()
  const word = ((await first.textContent()) ?? '').replace(/^✓|\s*[\d,]+$/g, '').trim()
  await first.click()
  return word
}

test('the list of changes is narrowed by who drafted them, their owners, policy and effect, all in its address, and reads well in every look', async ({
  page,
}) => {
  test.slow()
  await signIn(page, loginOf('read'), '/changes')
  await expect(rows(page).first()).toBeVisible()
  const all = await rows(page).count()

  const person = await chooseFirst(page, 'Drafted by')
  await expect(page).toHaveURL((url) => url.searchParams.get('by') === person)
  expect(await rows(page).count()).toBeLessThan(all)
  for (const row of await rows(page).all()) await expect(row).toContainText(person)
  await page.getByRole('link', { name: 'Any drafted by' }).click()
  await expect(page).toHaveURL(/\/changes$/)

  const team = await chooseFirst(page, 'Team')
  await expect(page).toHaveURL((url) => url.searchParams.get('team') === team)
  const policy = await chooseFirst(page, 'Policy')
  await expect(page).toHaveURL(
    (url) => url.searchParams.get('team') === team && url.searchParams.get('policy') === policy,
  )
  await expectAccessibleInEveryLook(page)

  await page.goto('/changes')
  const effect = await chooseFirst(page, 'Effect')
  expect(effect).toBe('loosens')
  await expect(page).toHaveURL('/changes?effect=loosens')
  await page.getByRole('button', { name: 'State' }).click()
  await page.getByRole('menuitem', { name: 'merged' }).click()
  await expect(page).toHaveURL(
    ({ searchParams }) => searchParams.get('state') === 'merged' && searchParams.get('effect') === 'loosens',
  )
})

test('what did not come through Lockstep is found by how it came, and counted @long', async ({ page }) => {
  await signIn(page, loginOf('read'), '/changes')
  const chip = page.getByRole('link', { name: /^No pull request \d+$/ })
  await chip.click()
  await expect(page).toHaveURL('/changes?via=push')
  // Another test may push meanwhile.
  await expect(async () => {
    const count = Number(/\d+$/.exec((await chip.textContent()) ?? '')?.[0])
    expect(count).toBeGreaterThan(0)
    await expect(rows(page)).toHaveCount(count, { timeout: 2000 })
  }).toPass()
  for (const row of await rows(page).all()) await expect(row).toContainText('pushed without a PR')
  await expect(chip).toHaveAttribute('aria-current', 'true')
  await chip.click()
  await expect(page).toHaveURL(/\/changes$/)
})

test('a list is not drawn anew under a pointer that moves over it, and is as soon as that stands still @long', async ({
  browser,
  page,
}) => {
  test.slow()
  const other = await signedIn(browser, loginOf('read'), '/changes')
  await signIn(page, loginOf('read'), '/changes')
  await expectListening(page)
  const row = rows(page).nth(2)
  // Its age goes on meanwhile.
  const title = row.getByRole('link').first()
  const [text, box] = [await title.innerText(), await row.boundingBox()]
  const [x, y] = [(box?.x ?? 0) + 300, (box?.y ?? 0) + 10]
  const pointer = { isMoving: true }
  const moving = (async () => {
    for (let step = 0; pointer.isMoving; step++) await page.mouse.move(x + (step % 40), y)
  })()
  await openChange('Come while a pointer moves', {
    'policies/e2e/pointer.yaml': 'version: "1"\ndefault: deny\ntools: {}\n',
  })
  const come = (at: Page) => at.getByRole('link', { name: /^Come while a pointer moves/ })
  await expect(come(other)).toBeVisible({ timeout: 60_000 })
  expect(await title.innerText()).toBe(text)
  pointer.isMoving = false
  await moving
  await expect(come(page)).toBeVisible()
  await other.context().close()
})
