import { expect, type Page } from '@playwright/test'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { loginOf, openBy, signIn } from './person'

const DENIED = '/decisions?result=denied'
/** Denials by a policy that reached git by pull request: other specs report calls under contents that no commit holds. */
const DENIED_BY_REVIEWED = `${DENIED}&proxy=filesystem-prod`

/** The demo fleet's agent is denied something within a minute of its start. */
async function openDenied(page: Page, address = DENIED): Promise<void> {
  await signIn(page, loginOf('read'), address)
  await expect(async () => {
    await page.reload()
    await expect(links(page).first()).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
}

function log(page: Page) {
  return page.getByRole('table', { name: 'Decisions', exact: true })
}

/** Of the rows: what a column means is a link too. */
function links(page: Page) {
  return log(page).locator('tbody').getByRole('link')
}

test('a denied call leads to its rule, the lines, the commit and who agreed', async ({ page }) => {
  test.slow()
  await openDenied(page, DENIED_BY_REVIEWED)
  await expectNoFaults(page)
  await links(page).first().click()
  await expect(page).toHaveURL(/&d=\d+-\d+-\d+/)
  const drawer = page.getByRole('complementary', { name: / denied$/ })
  // A year of pull requests is read after the start, the newest first; until then the page says that it is not.
  await expect(async () => {
    await page.reload()
    await expect(drawer.getByText(/^Approved by @/)).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 160_000 })
  await expect(drawer.getByText('demo-agent')).toBeVisible()
  await expect(drawer.getByRole('region', { name: 'The rule as it ran' })).toContainText('name:')
  await expect(drawer.getByRole('link', { name: /\.yaml:\d+–\d+$/ })).toHaveAttribute('href', /#L\d+-L\d+$/)
  await expect(drawer.getByText(/^sha256/).first()).toBeVisible()
  await expect(drawer.getByText('not recorded', { exact: true })).toBeVisible()
  await expectAccessible(page)
  // Narrower, what stood beside each other stands below, where it must be far enough apart to be pressed.
  await page.setViewportSize({ width: 390, height: 844 })
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(drawer).toHaveCount(0)
  await expect(page).toHaveURL(DENIED_BY_REVIEWED)
})

test('a click anywhere in a row opens what the row is about, and one on a link in it goes where that leads', async ({
  page,
}) => {
  test.slow()
  await openDenied(page, DENIED_BY_REVIEWED)
  const row = log(page).getByRole('row').nth(1)
  const drawer = page.getByRole('complementary', { name: / denied$/ })
  await openBy(drawer, () => row.getByRole('cell').nth(2).click())
  await expect(page).toHaveURL(/&d=\d+-\d+-\d+/)
  await row.getByRole('link', { name: 'filesystem-prod' }).click()
  await expect(page).toHaveURL('/fleet/filesystem-prod')
})

test('the log stays where it is when newer decisions are told of', async ({ page }) => {
  test.slow()
  await openDenied(page)
  // The first answer waits until the place of the list is known.
  const known: (() => void)[] = []
  const isKnown = new Promise<void>((resolve) => known.push(resolve))
  await page.route('**/api/decisions/newer?*', async (route) => {
    await isKnown
    await route.continue()
  })
  await page.goto('/decisions')
  const before = await log(page).boundingBox()
  for (const tell of known) tell()
  await expect(page.getByRole('button', { name: /newer$/ })).toBeVisible({ timeout: 60_000 })
  expect((await log(page).boundingBox())?.y).toBe(before?.y)
})

test('the log begins with the same row when one of it is opened, however many came since, until the newer are asked for @long', async ({
  page,
}) => {
  test.slow()
  await openDenied(page)
  await page.goto('/decisions')
  const newer = page.getByRole('button', { name: /newer$/ })
  await expect(newer).toBeVisible({ timeout: 60_000 })
  const ids = () =>
    links(page).evaluateAll((all) =>
      all.map((one) => new URL((one as HTMLAnchorElement).href).searchParams.get('d')),
    )
  const before = await ids()
  await log(page).getByRole('row').nth(2).getByRole('link').first().click()
  await expect(page.getByRole('complementary', { name: /(allowed|denied)$/ })).toBeVisible()
  expect((await ids())[0]).toBe(before[0])
  await page.reload()
  await expect(page.getByRole('complementary', { name: /(allowed|denied)$/ })).toBeVisible()
  expect((await ids())[0]).toBe(before[0])
  await expect(async () => {
    await newer.click({ timeout: 3000 })
    await expect(page).not.toHaveURL(/top=/, { timeout: 3000 })
  }).toPass()
  await expect(page).toHaveURL(/[?&]d=/)
  await expect.poll(async () => (await ids())[0]).not.toBe(before[0])
})

test('J and K walk along the log while a decision is open, and the focus stays where they came to @long', async ({
  page,
}) => {
  test.slow()
  await openDenied(page)
  // A range that is over: what comes in late cannot stand between two rows.
  await expect(async () => {
    const to = Date.now() - 20_000
    const range = [to - 3_600_000, to].map((ms) => new Date(ms).toISOString())
    await page.goto(`/decisions?from=${range[0]}&to=${range[1]}`)
    await expect(log(page).getByRole('row').nth(2)).toBeVisible({ timeout: 5000 })
  }).toPass({ timeout: 80_000 })
  await log(page).getByRole('row').nth(1).getByRole('link').first().click()
  await expect(page).toHaveURL(/d=\d+-\d+-\d+/)
  await expect(page.getByRole('complementary', { name: /(allowed|denied)$/ })).toBeVisible()
  const first = page.url()
  await page.keyboard.press('j')
  await expect(page).not.toHaveURL(first)
  const second = log(page).getByRole('row').nth(2).getByRole('link').first()
  await expect(second).toBeFocused()
  await page.keyboard.press('k')
  await expect(page).toHaveURL(first)
  // Closed in the very moment in which the second is shown, by somebody whose browser is busy.
  await page.evaluate(() => {
    const push = history.pushState.bind(history)
    history.pushState = (...args) => {
      history.pushState = push
      push(...args)
      queueMicrotask(() =>
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })),
      )
    }
  })
  await page.keyboard.press('j')
  await expect(page.getByRole('complementary', { name: /(allowed|denied)$/ })).toHaveCount(0)
  await expect(second).toBeFocused()
})

test('a search keeps the range and the result, and the address says all of it', async ({ page }) => {
  test.slow()
  await openDenied(page)
  await page.getByRole('button', { name: 'Last 24 hours' }).click()
  await page.getByRole('link', { name: 'Last 7 days' }).click()
  await expect(page).toHaveURL(/hours=168/)
  const text = page.getByLabel('Text in tool, rule or message')
  await text.fill('no such thing')
  await text.press('Enter')
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  const search = new URL(page.url()).searchParams
  expect(Object.fromEntries(search)).toEqual({ hours: '168', result: 'denied', q: 'no such thing' })
  await page.getByRole('link', { name: 'Without text no such thing' }).click()
  await expect(links(page).first()).toBeVisible()
})

test('the chart is dragged to a range, its table leads to an interval, and the range stays in the address', async ({
  page,
}) => {
  test.slow()
  await openDenied(page)
  const chart = page.getByRole('img', { name: /^Decisions over time/ })
  const box = await chart.boundingBox()
  if (box === null) throw new Error('the chart has no size')
  await page.mouse.move(box.x + box.width * 0.75, box.y + 20)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 1, box.y + 30, { steps: 4 })
  await page.mouse.up()
  await expect(page).toHaveURL(/result=denied.*from=.*&to=|from=.*&to=.*result=denied/)
  await expect(
    page.getByRole('heading', { name: /^\d[\d,]* denied of \d[\d,]* decisions, [\d.]+ %$/ }),
  ).toBeVisible()
  await page.getByRole('link', { name: 'Table', exact: true }).click()
  const table = page.getByRole('table', { name: 'Decisions over time' })
  await expect(table).toBeVisible()
  const before = page.url()
  await table.getByRole('link').last().click()
  await expect(page).not.toHaveURL(before)
  await expect(page).toHaveURL(/from=.*&to=/)
})

test('merges over the chart are reached by mouse, those that lie close together by a menu', async ({
  page,
}) => {
  test.slow()
  await openDenied(page, `${DENIED}&hours=168`)
  const marks = page.getByRole('list', { name: 'Changes merged in this time' })
  const close = marks.getByRole('button', { name: /^\d+ changes merged close together$/ }).first()
  const change = page.getByRole('menuitem').first()
  await openBy(change, () => close.click())
  await change.click()
  await expect(page).toHaveURL(/\/changes\/\d+$/)
})

test('the log is exported with its filter', async ({ page }) => {
  test.slow()
  await openDenied(page)
  await page.getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^decisions-.*\.csv$/)
  const lines = (await (await page.request.get(file.url())).text()).trim().split('\r\n')
  expect(lines[0]).toContain('"at","result","tool"')
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines.slice(1)) expect(line).toContain('"denied"')
  const otlp = await page.request.get(file.url().replace('format=csv', 'format=otlp'))
  expect(JSON.parse(otlp.headers()['lockstep-coverage'] ?? '')).toHaveProperty('reporting')
  expect(await otlp.text()).toMatch(/^\{"resourceLogs":\[/)
})

test('an id that is none is said to be none', async ({ page }) => {
  test.slow()
  await openDenied(page)
  await page.goto('/decisions?d=1-1-1')
  await expect(page.getByText('There is no decision with this id.')).toBeVisible()
})

test('several values of a facet mean any of them, by keyboard as well, and each is taken away by itself @long', async ({
  page,
}) => {
  test.slow()
  await openDenied(page)
  await page.goto('/decisions?hours=168')
  const tools = page.getByRole('list', { name: 'Tool' })
  const box = (index: number) => tools.getByRole('checkbox').nth(index)
  for (const index of [0, 1]) {
    await box(index).focus()
    await openBy(tools.getByRole('checkbox', { checked: true }).nth(index), () => box(index).press('Space'))
  }
  await expect(page).toHaveURL(/tool=.*&tool=/)
  const chosen = new URL(page.url()).searchParams.getAll('tool')
  const cells = log(page).getByRole('row').locator('td.tl0')
  await expect(async () => {
    const shown = await cells.allInnerTexts()
    expect(shown.length).toBeGreaterThan(0)
    for (const text of shown) expect(chosen).toContain(text.trim())
  }).toPass()
  await page.getByRole('link', { name: `Without tool ${chosen[0]}` }).click()
  await expect(page).toHaveURL((url) => url.searchParams.getAll('tool').join() === chosen[1])
})
