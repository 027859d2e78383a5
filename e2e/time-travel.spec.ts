import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { test } from './fixtures'
import { asPerson, mergeChange, openChange } from './forge-client'
import { expectAccessible, expectAccessibleInEveryLook } from './looks'
import { loginOf, signIn, untilTold } from './person'

const STRIPE = '/policies/payments/stripe.yaml'
const LOANS = '/policies/platform/loans.yaml'
const READER = loginOf('read')
/** Of what nobody knows: a commit, a short one, and what is no name at all. */
const UNKNOWN = ['0'.repeat(40), '00000000', 'no-such-moment']

const pulls = z.array(z.object({ number: z.number(), title: z.string() }))
const merged = z.object({ merge_commit_sha: z.string() })

/** A policy that lends so much at most. */
function loans(most: number): string {
  const rule = `- name: loan-cap\n        conditions: [{ path: args.amount, op: lte, value: ${most} }]`
  return `version: "1"\ndefault: deny\ntools:\n  lend:\n    rules:\n      ${rule}\n        on_deny: "At most ${most} are lent."\n`
}

/** The commit of main that a merged pull request became. */
async function mergeOf(number: number): Promise<string> {
  const call = await asPerson('mara')
  return merged.parse(await call('GET', `/pulls/${number}`)).merge_commit_sha
}

/** The commit of main that merged a change of the year before this run. */
async function seeded(title: string): Promise<string> {
  const call = await asPerson('mara')
  for (let page = 1; page <= 10; page++) {
    const list = pulls.parse(await call('GET', `/pulls?state=closed&per_page=100&page=${page}`))
    const found = list.find((one) => one.title === title)
    if (found !== undefined) return mergeOf(found.number)
    if (list.length === 0) break
  }
  throw new Error(`no change is named ${title}`)
}

function bar(page: Page) {
  return page.getByRole('status').filter({ hasText: 'You are looking at' })
}

/** The page says that nothing goes by that name, shows nothing else, and leads to the present. */
async function expectNothing(page: Page, address: string, title: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1, name: 'Nothing to show there' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText(title)
  await expect(page.getByRole('main').getByRole('table')).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Show it now' })).toHaveAttribute(
    'href',
    address.split('?')[0] ?? '',
  )
}

test.describe.configure({ timeout: 240_000 })

test('a merge of this minute: the repository, its policy and the open changes are those of the commit or instant in the address @long', async ({
  page,
}) => {
  await signIn(page, loginOf('write'), '/policies')
  const first = await mergeOf(await mergeChange('Lend five', { 'policies/platform/loans.yaml': loans(5) }))
  await untilTold(page, LOANS, 'At most 5 are lent')
  const later = { 'policies/platform/loans.yaml': loans(9), 'policies/platform/returns.yaml': loans(1) }
  const number = await openChange('Lend nine', later)
  await untilTold(page, '/changes', 'Lend nine')
  const then = new Date().toISOString()
  // The forge states when it merged to the second.
  await expect.poll(() => new Date().toISOString().slice(0, 19)).not.toBe(then.slice(0, 19))
  const owner = await asPerson('ines')
  await owner('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' })
  await owner('PUT', `/pulls/${number}/merge`, {})
  const second = await mergeOf(number)
  await untilTold(page, LOANS, 'At most 9 are lent')
  await untilTold(page, `/changes/${number}`, 'Merged')
  const main = page.getByRole('main')

  const files = page.getByRole('table', { name: 'Policies', exact: true })
  await page.goto('/policies?q=loan-cap')
  await expect(files.getByRole('link', { name: 'returns.yaml' })).toBeVisible()
  for (const at of [first, first.slice(0, 8), then]) {
    await page.goto(`/policies?q=loan-cap&at=${at}`)
    await expect(bar(page)).toContainText(
      at === then ? /Policies are as of main@[0-9a-f]{7}/ : first.slice(0, 7),
    )
    await expect(files.getByRole('link', { name: 'loans.yaml' })).toBeVisible()
    await expect(files.getByRole('link', { name: 'returns.yaml' })).toHaveCount(0)

    await page.goto(`${LOANS}?at=${at}`)
    await expect(bar(page)).toContainText('Editing is off')
    await expect(main).toContainText('At most 5 are lent.')
    await expect(main).not.toContainText('At most 9 are lent.')
  }

  // Main may still be where it was: the page is of the instant all the same.
  await page.goto(`${LOANS}?at=${new Date().toISOString()}`)
  await expect(bar(page)).toContainText('Editing is off')
  await expect(page.getByRole('button', { name: 'Edit', exact: true })).toHaveCount(0)

  const openThen = page.getByRole('table', { name: 'Open then' })
  for (const at of [first, then]) {
    await page.goto(`/changes?at=${at}`)
    await expect(bar(page)).toContainText(at === then ? 'Then main was at ' : `main@${first.slice(0, 7)}`)
  }
  await expect(openThen.getByRole('row', { name: /Lend nine/ })).toContainText('merged')
  await page.goto(`/changes?at=${second.slice(0, 8)}`)
  await expect(bar(page)).toContainText(`main@${second.slice(0, 7)}. It is known there since `)
  await expect(
    page.getByRole('region', { name: 'Done by then' }).getByRole('row', { name: /Lend nine/ }),
  ).toBeVisible()
  await expect(openThen.getByRole('row', { name: /Lend nine/ })).toHaveCount(0)
})

test('a commit of last year: the policy has the value of then, and before Lockstep watched no instant has one', async ({
  page,
}) => {
  const old = await seeded('Cap charges at 5,000.00')
  await signIn(page, READER, `${STRIPE}?tool=create_charge`)
  const main = page.getByRole('main')
  await expect(main).not.toContainText('above 5,000.00')
  await expect(main).toContainText('above 2,500.00')
  await page.goto(`${STRIPE}?at=${old}&tool=create_charge`)
  await expect(bar(page)).toContainText(`Policies are as of main@${old.slice(0, 7)}. Editing is off.`)
  await expect(main).toContainText('above 5,000.00')
  await expectNothing(page, `${STRIPE}?at=2020-03-03T10:00Z`, 'Lockstep was not watching yet')
})

test('the fleet of a commit is that of the instant since which main has it, its links keep the commit, and it reads well in every look @long', async ({
  page,
}) => {
  const row = page.getByRole('table', { name: 'The fleet then' }).getByRole('row', { name: /^memory-prod / })
  await signIn(page, READER, '/fleet')
  await untilTold(page, '/api/fleet?state=in-sync', '"memory-prod"')
  const policy = { 'policies/platform/fleet-then.yaml': loans(3) }
  const commit = await mergeOf(await mergeChange('Travel with the fleet', policy))
  const [short, seven] = [commit.slice(0, 9), commit.slice(0, 7)]
  await untilTold(page, `/fleet?at=${short}`, 'in sync')
  await page.goto(`/fleet?at=${short}`)
  await expect(bar(page)).toContainText(`main@${seven}. It is known there since `)
  await expect(
    page.getByRole('heading', { level: 1, name: /^\d+ of \d+ proxies were in sync$/ }),
  ).toBeVisible()
  await expect(row).toContainText('In sync')
  await page.setViewportSize({ width: 1440, height: 900 })
  const cut = await page
    .getByRole('table', { name: 'The fleet then' })
    .evaluate((table) => table.scrollWidth - (table.parentElement?.clientWidth ?? 0))
  expect(cut, 'pixels of the table that are not seen').toBeLessThanOrEqual(0)
  await expectAccessibleInEveryLook(page)

  await row.getByRole('link', { name: 'Statement for memory-prod' }).click()
  await expect(page).toHaveURL(`/fleet/memory-prod?at=${short}`)
  await expect(bar(page)).toContainText(`main@${seven}`)
  const sheet = page.getByRole('article')
  await expect(sheet).toContainText(`since when main is known to have ${commit}`)
  await expect(sheet.getByRole('link', { name: `/fleet/memory-prod?at=${short}` })).toBeVisible()
  await expectAccessibleInEveryLook(page)
  const instant = await page.getByLabel('Instant (UTC) or commit').inputValue()

  await page.getByRole('link', { name: 'The fleet then' }).click()
  await expect(page).toHaveURL(`/fleet?at=${short}`)
  await page.getByLabel('Instant (UTC) or commit').fill(instant)
  await page.getByRole('button', { name: 'Look' }).click()
  await expect(bar(page)).toContainText(/Then main was at [0-9a-f]{7}\./)
  await expect(row).toContainText('In sync')
  await page.getByLabel('Instant (UTC) or commit').fill(commit)
  await page.getByRole('button', { name: 'Look' }).click()
  await expect(page).toHaveURL(`/fleet?at=${commit}`)
  await expect(bar(page)).toContainText(`main@${seven}`)

  const all = page
    .getByRole('table', { name: 'The fleet then' })
    .locator('tbody')
    .getByRole('row')
    .filter({ has: page.getByRole('link') })
  const filter = page.getByRole('searchbox', { name: 'Filter by name or policy' })
  await filter.fill('MEMORY-')
  await expect(page).toHaveURL(`/fleet?at=${commit}&q=MEMORY-`)
  await expect(page.getByText(/^\d+ of \d+ registered then/)).toBeVisible()
  for (const one of await all.all()) await expect(one).toContainText('memory-')
  const some = await page.request.get(`/api/fleet?at=${commit}&q=MEMORY-`)
  expect((await some.text()).match(/"proxy":"(?!memory-)/)).toBeNull()
  await filter.fill('')
  await expect(page).toHaveURL(`/fleet?at=${commit}`)

  const moment = page.getByRole('banner').getByRole('button', { name: /UTC$/ })
  await page.getByRole('link', { name: 'Earlier commit' }).click()
  await expect(page).toHaveURL(/at=\d{4}-/)
  await expect(moment).toBeVisible()
  const earlier = page.url()
  await page.keyboard.press(']')
  await expect(page).not.toHaveURL(earlier)
  await expect(bar(page)).toContainText(/Then main was at [0-9a-f]{7}\./)
  const later = page.url()
  await expect(async () => {
    await page.keyboard.press('[')
    await expect(page).not.toHaveURL(later, { timeout: 3000 })
  }).toPass()

  await expectSliderGroupsAndStates(page, commit)

  const file = await page.request.get(`/api/fleet?at=${short}`)
  expect(file.headers()['content-disposition']).toContain('lockstep-fleet-as-of-')
  expect(await file.text()).toMatch(/"proxy":"memory-prod".*"state":"in-sync"/)
  expect((await page.request.get('/api/fleet?at=00000000')).status()).toBe(404)
})

/** The slider moves along the time of the branch with keys, and what is chosen of the fleet then is in the address. */
async function expectSliderGroupsAndStates(page: Page, commit: string): Promise<void> {
  await page.goto(`/fleet?at=${commit}`)
  await page.getByRole('navigation', { name: 'Scale' }).getByRole('link', { name: 'Day' }).click()
  await expect(page).toHaveURL(`/fleet?scale=day&at=${commit}`)
  const slider = page.getByRole('slider', { name: 'Instant' })
  await expect(slider).toHaveAttribute('aria-valuetext', / UTC$/)
  await expect(async () => {
    await slider.focus()
    await page.keyboard.press('ArrowLeft')
    await expect(page).toHaveURL(/scale=day&at=\d{4}-/, { timeout: 3000 })
  }).toPass()
  await expect(slider).toBeFocused()
  await expect(bar(page)).toContainText(' UTC.')

  await page.goto(`/fleet?at=${commit}`)
  const groups = page.getByRole('table', { name: 'The fleet then' }).getByRole('rowheader')
  await expect(groups.first()).toContainText(/^prod \d+ of \d+ in sync$/)
  const grouping = page.getByRole('navigation', { name: 'Group by' })
  await grouping.getByRole('link', { name: 'Team' }).click()
  await expect(page).toHaveURL(`/fleet?by=team&at=${commit}`)
  await expect(page.getByText('Teams as labelled now')).toBeVisible()
  await expect(groups.first()).toContainText(/^(platform|support|without a team) \d+ of \d+ in sync$/)
  await grouping.getByRole('link', { name: 'State' }).click()
  await expect(page).toHaveURL(`/fleet?by=state&at=${commit}`)
  await expect(groups.last()).toContainText(/^In sync /)
  const states = page.getByRole('region', { name: 'Proxies by their state then' })
  await states.getByRole('link', { name: /in sync$/ }).click()
  await expect(page).toHaveURL(`/fleet?by=state&state=in-sync&at=${commit}`)
  await expect(groups).toHaveCount(1)
  const since = page.getByRole('region', { name: 'What is different now' })
  await expect(since).toContainText(/registered since/)
  await expect(since).toContainText(/on main since|main did not move since/)
}

test('the fleet before Lockstep watched is empty, and a proxy of today was not part of it', async ({
  page,
}) => {
  await signIn(page, READER, '/fleet')
  await page.goto('/fleet?at=2020-03-03')
  await expect(bar(page)).toContainText('Lockstep did not know main yet.')
  await expect(page.getByRole('main')).toContainText('No proxy was registered then.')
  await page.goto('/fleet/memory-prod?at=2020-03-03')
  await expect(bar(page)).toBeVisible()
  await expect(page.getByRole('main')).toContainText('It was not part of the fleet then')
  await expect(page.getByRole('main')).not.toContainText('statement of enforcement')
  await page.getByRole('link', { name: 'Back to now' }).click()
  await expect(page).toHaveURL('/fleet/memory-prod')

  const old = await seeded('Cap charges at 5,000.00')
  await page.goto(`/fleet?at=${old}`)
  await expect(bar(page)).toContainText(`main@${old.slice(0, 7)}. It is known there since `)
  await expect(bar(page)).toContainText('Then main was at ')
})

test('what names no moment is told on every page, and never shows the present @long', async ({
  page,
  faults,
}) => {
  faults.announce(404, '/fleet/no-such-proxy')
  await signIn(page, READER, '/policies')
  const title = 'No commit, branch or instant goes by this name'
  const future = new Date(Date.now() + 86_400_000).toISOString()
  for (const path of ['/policies', STRIPE, '/changes', '/fleet', '/fleet/memory-prod']) {
    for (const at of UNKNOWN) await expectNothing(page, `${path}?at=${at}`, title)
    await expectNothing(page, `${path}?at=2026-02-30`, title)
    await expectNothing(page, `${path}?at=${future}`, 'That instant is still to come')
  }
  await expectAccessible(page)
  await page.goto('/fleet/no-such-proxy?at=2020-03-03')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('main')).not.toContainText('no-such-proxy enforced')
})
