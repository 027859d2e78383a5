import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { test } from './fixtures'
import { asForgeAdmin, asPerson, branchOf, mergeChange, openChange, pushTo } from './forge-client'
import { loginOf, signedIn, signIn, untilTold } from './person'
import { stack } from './stack'

// Each waits several times until the console has heard of what happened on the forge.
test.describe.configure({ timeout: 240_000 })

/** A hook brings it within seconds; a look at GitHub that is under way comes first. */
const HEARD = { timeout: 60_000 }

/** Policies of these tests only. */
const RULED = 'policies/platform/reviewed.yaml'
const DESCRIBED = 'policies/platform/described.yaml'
const UNOWNED = 'policies/support/macros-trial.yaml'
const POLICY = `version: "1"
default: deny
tools:
  list_hosts:
    rules: []
`

async function openPage(page: Page, number: number): Promise<void> {
  await untilTold(page, `/changes/${number}`)
  await page.goto(`/changes/${number}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

test('who is asked, who agreed, what a ruleset requires beside them and what a push undoes are followed while the page is open', async ({
  page,
}) => {
  const ruleset = (active: boolean) =>
    asForgeAdmin('/rulesets', {
      repository: 'northwind/agent-policies',
      name: 'reviewed',
      active,
      requiredReviewers: [{ team: 'northwind/data', filePatterns: [RULED], minimumApprovals: 1 }],
    })
  await ruleset(true)
  try {
    const title = 'Let agents list hosts'
    const number = await openChange(title, { [RULED]: POLICY })
    await signIn(page, loginOf('read'), '/changes')
    await openPage(page, number)
    const owners = page.getByRole('region', { name: 'Owners' })
    await expect(owners).toContainText('asked @northwind/platform', HEARD)
    await expect(owners).toContainText('and @northwind/data', HEARD)
    await expect(owners).toContainText('0 of 1 given')
    await expect(page.getByRole('region', { name: 'Checks' })).toContainText('lockstep/policy')

    const [mara, ines, dmitri] = [await asPerson('mara'), await asPerson('ines'), await asPerson('dmitri')]
    const approve = { event: 'APPROVE' }
    await expect(mara('POST', `/pulls/${number}/reviews`, approve)).rejects.toThrow('422')
    await ines('POST', `/pulls/${number}/reviews`, approve)
    await expect(owners).toContainText('@ines, of @northwind/platform', HEARD)
    await expect(owners).toContainText('1 of 1 file and 0 of 1 team')
    await dmitri('POST', `/pulls/${number}/reviews`, approve)
    await expect(owners).toContainText('1 of 1 file and 1 of 1 team', HEARD)

    await pushTo(branchOf(title), 'mara', RULED, POLICY.replace('list_hosts', 'list_all_hosts'))
    await expect(owners).toContainText('review was dismissed', HEARD)
    await expect(owners).toContainText('0 of 1 file and 0 of 1 team')
    const review = page.getByRole('link', { name: 'Review on GitHub' })
    await expect(review).toHaveAttribute('href', new RegExp(`/pull/${number}/files$`))
    const decides = page.getByRole('main').getByRole('button', { name: /approve|merge|comment|dismiss/i })
    await expect(decides).toHaveCount(0)
  } finally {
    await ruleset(false)
  }
})

test('a file that nobody owns asks nobody, and says so', async ({ page }) => {
  const number = await openChange('Try macros once more', { [UNOWNED]: POLICY })
  await signIn(page, loginOf('read'), '/changes')
  await openPage(page, number)
  const owners = page.getByRole('region', { name: 'Owners' })
  await expect(owners).toContainText('CODEOWNERS asks nobody')
  await expect(owners).toContainText('unowned on purpose')
})

test('a description of an earlier push is said, and brought up to date by who may write, not by who may look @long', async ({
  browser,
  page,
}) => {
  await mergeChange('Add the policy that is described', { [DESCRIBED]: POLICY })
  await signIn(page, loginOf('write'), '/changes')
  const headers = { origin: stack().url }
  const deny = { op: 'add-rule', tool: 'list_hosts', content: { name: 'never', action: 'deny' }, at: 0 }
  const data = { files: [{ basePath: DESCRIBED, edits: [deny] }] }
  await untilTold(page, `/policies/${DESCRIBED.slice('policies/'.length)}`)
  const made = await page.request.post('/api/drafts', { headers, data })
  const { id } = z.object({ id: z.string() }).parse(await made.json())
  // Not by the page: its drafter's own look at the change would write the description as soon as it hears of the push.
  const input = { revision: 0, title: 'Describe hosts', description: '', asDraft: false, labels: [] }
  const told = await page.request.post(`/api/drafts/${id}/submit`, { headers, data: input })
  const [last] = (await told.text()).trim().split('\n').slice(-1)
  const { number } = z.object({ number: z.number() }).parse(JSON.parse(last ?? ''))

  const ines = await asPerson('ines')
  const read = async () =>
    z
      .object({ body: z.string(), head: z.object({ ref: z.string() }) })
      .parse(await ines('GET', `/pulls/${number}`))
  const before = await read()
  expect(before.body).toContain('tightens')
  expect(before.body).toContain('Who must agree')
  await pushTo(before.head.ref, 'ines', DESCRIBED, POLICY.replace('default: deny', 'default: allow'))

  const said = 'The description on GitHub is of an earlier push.'
  const looks = await signedIn(browser, loginOf('read'), `/changes/${number}`)
  await expect(looks.getByText(said)).toBeVisible(HEARD)
  await expect(looks.getByRole('button', { name: 'Update it' })).toHaveCount(0)
  const writes = await signedIn(browser, 'ines', `/changes/${number}`)
  await writes.getByRole('button', { name: 'Update it' }).click()
  await expect(writes.getByText(said)).toHaveCount(0, HEARD)
  const after = await read()
  expect(after.body).toContain('loosens')
  expect(before.body).not.toContain('loosens')
  await expect(looks.getByText(said)).toHaveCount(0, HEARD)
})
