import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { test } from './fixtures'
import { asPerson, branchOf, inMain, mergeChange, openChange, pushTo } from './forge-client'
import { loginOf, openBy, signedIn, signIn, untilTold } from './person'
import { stack } from './stack'

// Changes of one policy that a demo proxy runs, one after the other: taken back where others went on, and merged in GitHub's two other ways.
test.describe.configure({ mode: 'serial', timeout: 240_000 })
test.use({ viewport: { width: 1440, height: 900 } })

const LONG = { timeout: 60_000 }
const PATH = 'policies/platform/filesystem.yaml'
const OURS = 'policies/platform/taken-back.yaml'

const contents = z.object({ content: z.string() })

/** What a file holds at the head of a pull request. */
async function proposed(number: number, path: string): Promise<string> {
  const call = await asPerson('mara')
  const { head } = z
    .object({ head: z.object({ sha: z.string() }) })
    .parse(await call('GET', `/pulls/${number}`))
  const { content } = contents.parse(await call('GET', `/contents/${path}?ref=${head.sha}`))
  return Buffer.from(content, 'base64').toString('utf8')
}

/** From a draft whose file others changed: what happened to each field is chosen by `choose`, and the rest is sent; returns its number. */
async function bringTogether(page: Page, choose: () => Promise<void>): Promise<number> {
  const compare = page.getByRole('button', { name: 'Compare and go on from there' })
  const goOn = page.getByRole('button', { name: 'Go on from there' })
  await openBy(
    page.getByRole('button', { name: /go on/ }).and(page.locator('[disabled], .primary')).first(),
    () => compare.click(),
  )
  await choose()
  await goOn.click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await openBy(dialog, () => page.getByRole('button', { name: 'Submit as a pull request' }).click())
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, LONG)
  return Number(page.url().split('/').at(-1))
}

async function startRevert(page: Page, name: string | RegExp): Promise<void> {
  await openBy(page.locator('.editor[aria-busy="false"]'), async () => {
    const button = page.getByRole('button', { name }).first()
    if (await button.isVisible()) await button.click()
  })
}

test('a version is reverted from the history of its policy where a later one touched the same line: the pull request has what was chosen @long', async ({
  page,
}) => {
  const text = (limit: number, message: string) =>
    `version: "1"\ntools:\n  ask: # slowly\n    rules:\n      - name: cap\n        rate_limit: ${limit}/hour\n        on_deny: "${message}"\n`
  await mergeChange('Add what is taken back', { [OURS]: text(5, 'Enough.') })
  await mergeChange('Ask more often', { [OURS]: text(9, 'Nine are enough.') })
  await mergeChange('Ask much more often', { [OURS]: text(20, 'Twenty are enough.') })
  await signIn(page, loginOf('write'), '/policies')
  const policy = `/policies/${OURS.slice('policies/'.length)}`
  await untilTold(page, policy, 'Ask much more often')
  await page.goto(policy)
  await startRevert(page, 'Revert Ask more often')
  const number = await bringTogether(page, async () => {
    const limit = page.getByRole('group', { name: /^Limit of cap/ })
    for (const value of ['9/hour', '20/hour', '5/hour']) await expect(limit).toContainText(value)
    await limit.getByRole('radio', { name: /^Your draft/ }).check()
    const message = page.getByRole('group', { name: /^Message of cap/ })
    await expect(page.getByRole('button', { name: 'Choose 1 value to go on' })).toBeDisabled()
    await message.getByRole('radio', { name: /^The branch now/ }).check()
  })
  expect(await proposed(number, OURS)).toBe(text(5, 'Twenty are enough.'))
})

test('the change behind a decision is reverted where a later one touched the same line: the pull request has what was chosen @long', async ({
  page,
}) => {
  await signIn(page, loginOf('write'), '/decisions?proxy=filesystem-prod&result=denied')
  const rows = page.getByRole('table', { name: 'Decisions', exact: true }).locator('tbody').getByRole('row')
  await expect(async () => {
    await page.reload()
    await expect(rows.first()).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 80_000 })
  await rows.first().getByRole('link').first().click()
  const chain = page.getByRole('complementary', { name: / denied$/ })
  await expect(chain).toContainText('#128')
  const before = (await inMain(PATH)).toString('utf8')
  const said = '"Only documents: md, txt, csv, json, yaml, log."'
  const after = before.replaceAll(said, '"Read documents only: md, txt, csv, json, yaml, log."')
  expect(after).not.toBe(before)
  const later = await mergeChange('Say it shorter', { [PATH]: after })
  await untilTold(page, `/changes/${later}`, 'Revert…')
  await startRevert(page, 'Revert the change behind it')
  const number = await bringTogether(page, async () => {
    const messages = page.getByRole('group', { name: /^Message of documents-only/ })
    await messages.nth(0).getByRole('textbox').fill('Read documents only: no logs.')
    await messages
      .nth(1)
      .getByRole('radio', { name: /^The branch now/ })
      .check()
  })
  const wanted = after
    .replace('ya?ml|log)$', 'ya?ml)$')
    .replace('Read documents only: md, txt, csv, json, yaml, log.', 'Read documents only: no logs.')
  expect(await proposed(number, PATH)).toBe(wanted)
})

const WAYS = [
  ['rebase', 'Rebase and merge', 2],
  ['squash', 'Squash and merge', 1],
] as const

for (const [way, button, commits] of WAYS)
  test(`what is merged by ${way} on the forge is one merged change, followed to the proxy, with its evidence @long`, async ({
    browser,
    page,
  }) => {
    const before = (await inMain(PATH)).toString('utf8')
    const title = `Look at fewer trees by ${way}`
    const steps = [
      before.replace(/rate_limit: \d+\/hour\n(\s+on_deny: "Tree)/, `rate_limit: 2${commits}/hour\n$1`),
      before.replace(
        /rate_limit: \d+\/hour\n(\s+)on_deny: "Tree[^"]*"/,
        `rate_limit: 2${commits}/hour\n$1on_deny: "Tree limit reached (${way})."`,
      ),
    ] as const
    const number = await openChange(title, { [PATH]: steps[0] })
    await pushTo(branchOf(title), 'mara', PATH, steps[1])
    const owner = await browser.newPage()
    await owner.goto(`${stack().forgeUrl}/login`)
    await owner.getByRole('button', { name: /^ines / }).click()
    await owner.goto(`${stack().forgeUrl}/northwind/agent-policies/pull/${number}`)
    await owner.getByRole('button', { name: 'Approve' }).click()
    await owner.getByRole('button', { name: button }).click()
    const merged = owner.getByText(/^Merged by ines as [0-9a-f]{7}\.$/)
    await expect(merged).toBeVisible()
    const sha = /[0-9a-f]{7}(?=\.$)/.exec(await merged.innerText())?.[0] ?? ''
    expect((await inMain(PATH)).toString('utf8')).toBe(steps[1])

    await signIn(page, loginOf('read'), '/changes')
    await untilTold(page, `/changes/${number}`, 'Rollout')
    await expect(async () => {
      await page.goto(`/changes/${number}`)
      const rollout = page.getByRole('region', { name: 'Rollout' })
      await expect(rollout).toContainText('1 of 1 running', { timeout: 1000 })
    }).toPass(LONG)
    const row = page.getByRole('row', { name: /filesystem-prod/ })
    await page.goto('/fleet?q=filesystem-prod')
    await expect(row).toContainText('In sync', LONG)
    await expect(row).toContainText(sha)

    await page.goto(`/changes/${number}/evidence`)
    const sheet = page.getByRole('article')
    await expect(sheet.getByRole('cell', { name: `Merged as ${sha}` })).toBeVisible()
    await expect(sheet).toContainText('@ines')
    await expect(sheet).toContainText('filesystem-prod')
    await expect(sheet).toContainText(`Tree limit reached (${way}).`)

    // Each commit that it put on the branch leads to it, and none is listed as one that came without a pull request.
    const call = await asPerson('mara')
    // Others may have merged to main since.
    const { merge_commit_sha: tip } = z
      .object({ merge_commit_sha: z.string() })
      .parse(await call('GET', `/pulls/${number}`))
    expect(tip.startsWith(sha)).toBe(true)
    const listed = z
      .array(z.object({ sha: z.string() }))
      .length(commits)
      .parse(await call('GET', `/commits?sha=${tip}&per_page=${commits}`))
    const reader = await signedIn(browser, loginOf('read'), '/changes?state=merged')
    for (const one of listed) {
      await reader.goto(`/changes/by-commit/${one.sha}`)
      await expect(reader).toHaveURL(new RegExp(`/changes/${number}$`))
    }
    await reader.goto('/changes?state=merged')
    await expect(reader.getByRole('link', { name: title })).toHaveCount(1)
    await expect(reader.getByRole('link', { name: `Go on with ${PATH}` })).toHaveCount(0)
  })
