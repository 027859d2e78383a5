import { expect } from '@playwright/test'
import { z } from 'zod'
import { test } from './fixtures'
import { inMain, mergeChange } from './forge-client'
import { follow, loginOf, signIn, untilTold } from './person'

test.slow()

const answer = z.object({
  sha256: z.string().length(64),
  evidence: z.object({
    state: z.string(),
    openedAt: z.string(),
    approvals: z.array(z.object({ login: z.string() })),
    notProved: z.array(z.string()).min(1),
  }),
})

test('an auditor reads who drafted, agreed and merged and what ran, as a sheet to print and as the same JSON', async ({
  page,
}) => {
  const path = 'policies/platform/pagerduty.yaml'
  const text = (await inMain(path)).toString('utf8')
  const policy = {
    'policies/platform/evidence.yaml': 'version: "1"\ndefault: deny\n',
    [path]: `${text}# seen\n`,
  }
  const number = await mergeChange('Show an auditor a change', policy)
  await signIn(page, loginOf('read'), '/changes')
  const sheet = page.getByRole('article')
  await untilTold(page, `/changes/${number}/evidence`, 'recorded at the merge')
  await page.goto(`/changes/${number}`)
  await page.getByRole('link', { name: 'Evidence', exact: true }).click()
  for (const part of [
    '1 People',
    '2 What changed, in words',
    '3 What changed, in bytes',
    '6 What is not proved',
  ])
    await expect(sheet.getByRole('heading', { name: part })).toBeVisible()
  await expect(sheet.getByRole('cell', { name: 'Pull request opened' })).toBeVisible()
  await expect(sheet).not.toContainText('emergency')
  await expect(sheet.getByRole('cell', { name: /^Merged as [0-9a-f]{7}$/ })).toBeVisible()

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'JSON' }).click()
  const file = await (await download).createReadStream()
  const json = Buffer.concat(await file.toArray()).toString('utf8')
  const { sha256, evidence } = answer.parse(JSON.parse(json))
  expect(evidence).toMatchObject({ state: 'merged', approvals: [{ login: 'ines' }] })
  await expect(sheet).toContainText(sha256)
  for (const { login } of evidence.approvals) await expect(sheet).toContainText(`@${login}`)
  for (const sentence of evidence.notProved) await expect(sheet).toContainText(sentence)

  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('link', { name: 'JSON' })).toBeHidden()
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await expect(sheet).toBeVisible()

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(sheet.getByText(/^\d+ unchanged lines$/)).toBeVisible()
  const grounds = await sheet.evaluate((whole) =>
    [...whole.querySelectorAll('*')].map((part) => getComputedStyle(part).backgroundColor),
  )
  const dark = grounds.filter((ground) => /^rgb\((\d{1,2}|1[0-9]{2}), /.test(ground))
  expect(dark, 'a sheet is printed black on white by whoever reads in the dark').toEqual([])
})

test('the evidence of an open change, and of a merged one before its merge, claims no merge @long', async ({
  page,
}) => {
  await signIn(page, loginOf('read'), '/changes?state=open')
  await follow(page, '/changes/')
  await page.getByRole('link', { name: 'Evidence', exact: true }).click()
  await expect(page.getByRole('article')).toContainText('open, not merged.')
  await expect(page.getByRole('cell', { name: /^Merged as/ })).toHaveCount(0)

  await page.goto('/changes?state=merged')
  // The last of the list is of the year before this run: it was open for a while.
  const links = page.getByRole('main').locator('a[href^="/changes/"]')
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  await page.goto(`${hrefs.findLast((href) => /^\/changes\/\d+$/.test(href)) ?? ''}/evidence`)
  await expect(page.getByRole('cell', { name: /^Merged as/ })).toBeVisible()
  const { pathname } = new URL(page.url())
  const told = await page.request.get(`/api${pathname}`)
  await page.goto(`${pathname}?at=${answer.parse(await told.json()).evidence.openedAt}`)
  await expect(page.getByRole('article')).toContainText('open, not merged.')
  await expect(page.getByRole('cell', { name: /^Merged as/ })).toHaveCount(0)
})

test('what is done with the evidence stands in one line above it, however long the title is', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await signIn(page, loginOf('read'), '/changes?state=open')
  await follow(page, '/changes/')
  await page.getByRole('link', { name: 'Evidence', exact: true }).click()
  await page
    .getByRole('link', { name: /^#\d+ / })
    .evaluate((title) => title.replaceChildren('#1 a very long title '.repeat(20)))
  const middles = ['Look', 'Copy link', 'Print'].map(async (name) => {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox()
    return box === null ? name : Math.round(box.y + box.height / 2)
  })
  expect(new Set(await Promise.all(middles)).size).toBe(1)
})
