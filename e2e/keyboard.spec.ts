import { expect } from '@playwright/test'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { expectListening, loginOf, openBy, signIn } from './person'
import { expectReachedByTab } from './tab-walk'
import { stack } from './stack'

test('every control of / is reached by Tab and shows it', async ({ page }) => {
  test.slow()
  await signIn(page, loginOf('admin'), '/')
  await expectReachedByTab(page)
})

test('the first Tab offers to skip the bar', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#main$/)
})

test('keys alone find a policy, ask for help, walk a list and come back', async ({ page }) => {
  test.slow()
  await signIn(page, loginOf('read'), '/changes')
  const search = page.getByRole('combobox', { name: 'Search or jump to' })
  await openBy(search, () => page.keyboard.press('ControlOrMeta+k'))
  await page.keyboard.type('stripe.yaml')
  await expect(page.getByRole('option', { selected: true })).toContainText('stripe.yaml')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/policies\/payments\/stripe\.yaml$/)
  await expect(search).toHaveCount(0)

  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)

  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await expect(page).toHaveURL(/\/policies$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeVisible()
  await page.keyboard.press('j')
  const row = page.getByRole('row').filter({ has: page.locator(':focus') })
  await expect(row).toHaveCount(1)
  const href = await page.locator(':focus').getAttribute('href')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL((url) => url.pathname + url.search === href)
})

test('a dialog and a menu give the focus back to what opened them', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  const jump = page.getByRole('button', { name: 'Search or jump to' })
  const search = page.getByRole('combobox', { name: 'Search or jump to' })
  await openBy(search, () => page.keyboard.press('ControlOrMeta+k'))
  await page.keyboard.press('Escape')
  await expect(search).toHaveCount(0)

  // The page listens by now.
  await jump.focus()
  await page.keyboard.press('Enter')
  await expect(search).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(jump).toBeFocused()

  const menu = page.getByRole('button', { name: /, menu$/ })
  await menu.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(menu).toBeFocused()
})

test('1, 2, 3 and L choose the time of the log, and whether it moves', async ({ page }) => {
  await signIn(page, loginOf('read'), '/decisions')
  await expectListening(page)
  await page.keyboard.press('1')
  await expect(page).toHaveURL(/hours=1(&|$)/)
  await page.keyboard.press('3')
  await expect(page).toHaveURL(/hours=168/)
  await page.keyboard.press('l')
  await expect(page).toHaveURL(/live=1/)
})

test('N begins a draft on the list of changes', async ({ page }) => {
  await signIn(page, loginOf('write'), '/changes')
  await expectListening(page)
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/\/drafts\/[\w-]+$/)
  const id = page.url().split('/').at(-1) ?? ''
  const gone = await page.request.delete(`/api/drafts/${id}`, { headers: { origin: stack().url } })
  expect(gone.ok()).toBe(true)
})

test('X selects two versions of a policy and compares them; brackets move the newer end, with shift the older one', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/policies/payments/stripe.yaml')
  await expectListening(page)
  const versions = page.getByRole('navigation', { name: 'Versions of this file' }).getByRole('link')
  await versions.nth(1).focus()
  await page.keyboard.press('x')
  await expect(page.getByText(/selected: X on another version compares the two/)).toBeVisible()
  await versions.nth(3).focus()
  await page.keyboard.press('x')
  await expect(page).toHaveURL(/compare=[0-9a-f]{40}\.\.\.[0-9a-f]{40}$/)
  await expect(page.getByRole('region', { name: 'Older' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'What it means' })).toBeVisible()
  await expectListening(page)
  const ends = () => new URL(page.url()).searchParams.get('compare')?.split('...') ?? []
  const [older, newer] = ends()
  await page.keyboard.press('[')
  await expect.poll(() => ends()[1]).not.toBe(newer)
  expect(ends()[0]).toBe(older)
  const moved = ends()[1]
  await expect(page.getByRole('region', { name: 'Newer' })).toContainText(moved?.slice(0, 7) ?? '?')
  await page.keyboard.press('{')
  await expect.poll(() => ends()[0]).not.toBe(older)
  expect(ends()[1]).toBe(moved)
})

test('the help lists the keys of the log, the changes and the editor', async ({ page }) => {
  await signIn(page, loginOf('read'), '/policies')
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await openBy(help, () => page.keyboard.press('?'))
  await expectNoFaults(page)
  for (const place of ['Decisions', 'Changes', 'The editor'])
    await expect(help.getByRole('region', { name: place })).toBeVisible()
})
