import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { mergeChange } from './forge-client'
import { expectAccessibleInEveryLook } from './looks'
import { signIn, untilTold } from './person'
import { stack } from './stack'

// Each merges twice, and the first looks at what it sees in every look.
test.describe.configure({ mode: 'serial', timeout: 240_000 })

/** A policy of these tests only. */
const PATH = 'policies/platform/conflict.yaml'
const OTHER = 'policies/platform/conflict-beside.yaml'
const START = `version: "1"
default: deny
tools:
  post_message:
    rules:
      - name: channels
        conditions:
          - path: args.channel
            op: in
            value: ["#support"]
        on_deny: "Post only in #support."
      - name: post-rate
        rate_limit: 20/hour
        on_deny: "Post limit of 20 per hour reached."
`
const THEIRS = START.replaceAll('20', '40').replace('["#support"]', '["#support", "#incidents"]')

/** Merges what the tests work on, and waits until the console has it. */
async function merge(page: Page, title: string, path: string, text: string): Promise<number> {
  const number = await mergeChange(title, { [path]: text })
  await untilTold(page, `/policies/${path.slice('policies/'.length)}`, `/changes/${number}"`)
  return number
}

/** A draft of mara's with another limit, as she left it. */
async function openDraft(page: Page, limit: string): Promise<void> {
  const edit = {
    op: 'set-rate-limit',
    tool: 'post_message',
    rule: 1,
    named: 'post-rate',
    value: { count: limit, window: 'hour' },
  }
  await openDraftOf(page, { basePath: PATH, edits: [edit] })
}

async function openDraftOf(page: Page, file: object): Promise<void> {
  const headers = { origin: stack().url }
  const made = await page.request.post('/api/drafts', { headers, data: { files: [file] } })
  const { id } = await made.json()
  await page.goto(`/drafts/${id}`)
  await expect(page.locator('.editor[aria-busy="false"]')).toBeVisible()
}

const submit = (page: Page) => page.getByRole('region', { name: 'Submission' }).getByRole('button')

test('a file that moved on the branch is brought together field by field, with a value of one’s own, and reads well in every look', async ({
  page,
}) => {
  await signIn(page, 'mara', '/policies')
  await merge(page, 'Add the policy of the conflict', PATH, START)
  await openDraft(page, '10')
  await expect(submit(page)).toHaveAccessibleName('Submit as a pull request')

  const number = await merge(page, 'Allow incident posts', PATH, THEIRS)
  const moved = page.getByText('Somebody changed platform/conflict.yaml on the branch since you started.')
  await expect(moved).toBeVisible({ timeout: 60_000 })
  await expect(submit(page)).toHaveText('Compare 1 moved file to submit')
  await expect(submit(page)).toBeDisabled()
  await page.getByRole('button', { name: 'Compare and go on from there' }).click()

  // Pages are told of what the forge said once it was asked about all that moved.
  await expect(page.getByRole('region', { name: 'What happened' })).toContainText(
    `@mara’s #${number} Allow incident posts was merged by @ines`,
    { timeout: 60_000 },
  )
  const limit = page.getByRole('group', { name: /^Limit of post-rate/ })
  await expect(limit).toContainText('choose one')
  await expect(page.getByRole('group', { name: /^Conditions of channels/ })).toContainText(
    'only the branch changed it',
  )
  const docked = page.getByRole('region', { name: 'Choices' })
  await expect(docked.getByRole('button', { name: 'Choose 1 value to go on' })).toBeDisabled()
  await expect(page.getByRole('list', { name: 'Fields to choose' })).toContainText('Limit of post-rate')
  await expect(page.getByRole('region', { name: 'Who must approve' })).toContainText('one of')
  await expectAccessibleInEveryLook(page)
  await page.keyboard.press('F8')
  await expect(limit.getByRole('radio').first()).toBeFocused()

  const own = limit.getByRole('textbox', { name: /^Another value/ })
  await own.fill('15/fortnight')
  await expect(limit).toContainText('write it like 40/hour')
  await expect(page.getByRole('button', { name: 'Choose 1 value to go on' })).toBeDisabled()
  await limit.getByRole('radio', { name: /^Your draft/ }).check()
  await expect(page.getByRole('region', { name: 'What will change' })).toContainText('10/hour')
  await own.fill('15/hour')
  await expect(limit.getByRole('radio', { name: /^Your draft/ })).not.toBeChecked()
  await expect(page.getByRole('region', { name: 'What it means' })).toContainText('tightens 1')
  await page.getByRole('button', { name: 'Go on from there' }).click()

  const diff = page.getByRole('region', { name: 'What will change' })
  await expect(diff).toContainText('15/hour')
  await expect(diff).toContainText('1 added, 1 removed')
  await expect(moved).toHaveCount(0)
  await expect(submit(page)).toHaveAccessibleName('Submit as a pull request')
  await expect(submit(page)).toBeEnabled()
})

test('a merge of another file asks nothing of a draft @long', async ({ page }) => {
  await signIn(page, 'mara', '/policies')
  await openDraft(page, '30')
  await merge(page, 'Add a policy beside the conflict', OTHER, START.replaceAll('20', '80'))
  await page.reload()
  await expect(page.locator('.editor[aria-busy="false"]')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Compare and go on from there' })).toHaveCount(0)
  await expect(submit(page)).toHaveAccessibleName('Submit as a pull request')
  await expect(submit(page)).toBeEnabled()
})

test('of tests that were changed in the same line one side is taken whole, and only by choice @long', async ({
  page,
}) => {
  const policy = 'policies/platform/conflict-told.yaml'
  const path = 'policies/platform/conflict-told.test.yaml'
  const cases = (name: string) => `tests:\n  - {name: ${name}, call: {tool: post_message}, expect: deny}\n`
  await signIn(page, 'mara', '/policies')
  const title = 'Add tests of the conflict'
  const number = await mergeChange(title, { [policy]: START, [path]: cases('as it was') })
  await untilTold(page, '/policies/platform/conflict-told.yaml', `/changes/${number}"`)
  await openDraftOf(page, { basePath: path, text: cases('as mara says') })

  await mergeChange('Call the test otherwise', { [path]: cases('as the branch says') })
  const compare = page.getByRole('button', { name: 'Compare and go on from there' })
  await compare.click({ timeout: 60_000 })
  await expect(page.getByText('These cannot be brought together field by field')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Go on from there', exact: true })).toBeDisabled()
  await page.getByRole('button', { name: 'Take all of mine' }).click()
  await expect(compare).toHaveCount(0)
  await expect(page.locator('.cm-content')).toContainText('as mara says')
})
