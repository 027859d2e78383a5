import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { inMain, mergeChange, openChange } from './forge-client'
import { expectAccessible } from './looks'
import { loginOf, signedIn, signIn, untilTold } from './person'
import { stack } from './stack'

// Each waits several times until the console has heard of what happened on the forge.
test.describe.configure({ timeout: 240_000 })

/** A hook brings it within seconds; a look at GitHub that is under way comes first. */
const HEARD = { timeout: 60_000 }

const OWNERS_FILE = '.github/CODEOWNERS'
/** Policies of these tests only. */
const GIVES = 'policies/platform/gives.yaml'
const TAKES = 'policies/payments/takes.yaml'
const SAME = 'policies/platform/same.yaml'
const RULE = `      - name: hosts of ours
        conditions: [{ path: args.host, op: contains, value: northwind }]
`
const policy = (tool: string, rule: string) =>
  `version: "1"\ndefault: deny\ntools:\n  ${tool}:\n    rules:${rule === '' ? ' []\n' : `\n${rule}`}`
const FULL = policy('list_hosts', RULE)
const GIVEN = policy('list_hosts', '')
const EMPTY = policy('read_rows', '')
const TAKEN = policy('read_rows', RULE)

async function openDraft(page: Page, files: readonly object[]): Promise<void> {
  const headers = { origin: stack().url }
  const made = await page.request.post('/api/drafts', { headers, data: { files } })
  const { id } = await made.json()
  await page.goto(`/drafts/${id}`)
  await expect(page.locator('.editor[aria-busy="false"]')).toBeVisible()
}

async function openPage(page: Page, number: number): Promise<void> {
  await untilTold(page, `/changes/${number}`)
  await page.goto(`/changes/${number}`)
}

const agreeing = (page: Page) => page.getByRole('region', { name: 'Who must approve' })
const owners = (page: Page) => page.getByRole('region', { name: 'Owners' })
const SHARED = 'one of each must agree; @northwind/security may agree to both'

test('a file or a rule that changes owners is flagged in its draft and on a change made by hand, and one that stays is not @long', async ({
  page,
}) => {
  await mergeChange('Add what moves across owners', { [GIVES]: FULL, [TAKES]: EMPTY, [SAME]: EMPTY }, 'noor')
  await signIn(page, loginOf('write'), '/changes')
  await untilTold(page, `/policies/${TAKES.slice('policies/'.length)}`)

  const moved = 'policies/payments/gives.yaml'
  await openDraft(page, [{ basePath: GIVES, path: moved }])
  await expect(agreeing(page)).toContainText('platform/gives.yaml → payments/gives.yaml')
  await expect(agreeing(page)).toContainText(SHARED)
  await openDraft(page, [
    { basePath: GIVES, text: GIVEN },
    { basePath: TAKES, text: TAKEN },
  ])
  await expect(agreeing(page)).toContainText('Rule hosts of ours: platform/gives.yaml → payments/takes.yaml')
  await openDraft(page, [{ basePath: GIVES, path: 'policies/support/macros-trial.yaml' }])
  await expect(agreeing(page)).toContainText('nobody owns the new place')
  await openDraft(page, [
    { basePath: GIVES, text: GIVEN },
    { basePath: SAME, text: TAKEN },
  ])
  await expect(agreeing(page)).toContainText('platform/same.yaml')
  await expect(agreeing(page)).not.toContainText('→')

  const byHand = await openChange('Give hosts to payments', { [GIVES]: null, [moved]: FULL })
  const within = await openChange('Keep hosts in platform', { [GIVES]: GIVEN, [SAME]: TAKEN })
  await openPage(page, byHand)
  await expect(owners(page)).toContainText('platform/gives.yaml → payments/gives.yaml', HEARD)
  await expect(owners(page)).toContainText(SHARED)
  await expect(page.getByRole('region', { name: moved, exact: true })).toContainText(
    `Moved here from ${GIVES}, the same bytes.`,
  )
  await expect(page.getByRole('region', { name: GIVES, exact: true })).toContainText(`Moved to ${moved}`)
  await openPage(page, within)
  await expect(page.getByText('Moved here from')).toHaveCount(0)
  await expect(owners(page)).toContainText('platform/same.yaml', HEARD)
  await expect(owners(page)).not.toContainText('→')
})

test('a person sees which policies are theirs and which changes ask them, and who owns nothing sees none @long', async ({
  browser,
  page,
}) => {
  const title = 'Ask platform for hosts'
  await openChange(title, { 'policies/platform/asked.yaml': FULL })
  await signIn(page, 'ines', '/policies')
  const whose = page.getByRole('navigation', { name: 'Whose policies' })
  const table = page.getByRole('table', { name: 'Policies' })
  const rows = (name: string) => table.getByRole('row').filter({ hasText: name })
  await expect(rows('kubernetes.yaml')).toContainText('yours')
  await expect(rows('stripe.yaml')).not.toContainText('yours')
  await whose.getByRole('link', { name: /^Yours [1-9]/ }).click()
  await expect(page).toHaveURL(/[?&]mine=1/)
  await expect(rows('stripe.yaml')).toHaveCount(0)
  await expect(rows('kubernetes.yaml')).toContainText('yours')
  await whose.getByRole('link', { name: /^All/ }).click()
  await expect(rows('stripe.yaml')).toHaveCount(1)

  await untilTold(page, '/changes?state=open', title)
  await page.goto('/changes?state=open')
  const asked = page.getByRole('row').filter({ hasText: title })
  await expect(asked).toContainText('asks your team', HEARD)

  const auditor = await signedIn(browser, loginOf('read'), '/policies?mine=1')
  await expect(auditor.getByText('None of these policies is yours')).toBeVisible()
  await auditor.goto('/changes?state=open')
  await expect(auditor.getByRole('row').filter({ hasText: title })).toHaveCount(1)
  await expect(auditor.getByText(/asks you/)).toHaveCount(0)
})

test('an invalid line of the owners file and an owner whom GitHub does not know are shown with what they say and why, and a draft says that they count for nothing @long', async ({
  page,
}) => {
  const whole = (await inMain(OWNERS_FILE)).toString()
  const line = whole.split('\n').length
  await signIn(page, loginOf('write'), '/policies')
  const bad = page.getByRole('list', { name: 'Invalid lines of the owners file' })
  await expect(page.getByText('0 invalid lines')).toBeVisible()
  await expect(bad).toHaveCount(0)
  await openDraft(page, [{ basePath: 'policies/support/slack.yaml' }])
  await expect(agreeing(page)).toContainText('one of')
  await expect(agreeing(page)).not.toContainText('invalid')

  await mergeChange(
    'Break a line of the owners file',
    {
      [OWNERS_FILE]: `${whole}/policies/ nobody\u202e\n/policies/support/ @northwind/no-such-team @northwind/support\n`,
    },
    'noor',
  )
  try {
    await untilTold(page, '/policies', '1 invalid line')
    await page.goto('/policies')
    await expect(bad).toContainText(`Line ${line}: invalid owner: an owner is @user`)
    await expect(bad).toContainText('/policies/ nobody\\u202e')
    // Only GitHub can tell: it is asked in the background.
    await untilTold(page, '/policies', '1 unknown owner')
    await page.goto('/policies')
    await expect(bad).toContainText(
      `Line ${line + 1}: unknown owner: make sure the team @northwind/no-such-team exists`,
    )
    await expectAccessible(page)
    const link = bad.getByRole('link', { name: `Line ${line}` })
    await expect(link).toHaveAttribute(
      'href',
      new RegExp(`/blob/[0-9a-f]{40}/\\.github/CODEOWNERS#L${line}$`),
    )
    await openDraft(page, [{ basePath: 'policies/support/slack.yaml' }])
    await expect(agreeing(page)).toContainText(`1 invalid line (${line}): GitHub skips it`)
    await expect(agreeing(page)).toContainText('GitHub does not know @northwind/no-such-team')
  } finally {
    await mergeChange('Mend the owners file', { [OWNERS_FILE]: whole }, 'noor')
    await untilTold(page, '/policies', '0 invalid lines')
  }
})
