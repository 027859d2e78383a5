import { expect } from '@playwright/test'
import { z } from 'zod'
import { isListening, openDraft } from './drafts'
import { test } from './fixtures'
import { asForgeAdmin, asPerson, inMain, mergeChange } from './forge-client'
import { loginOf, signedIn, signIn, untilTold } from './person'

test.describe.configure({ timeout: 300_000 })

const HEARD = { timeout: 90_000 }
const REPOSITORY = 'northwind/agent-policies'
/** As the demo protects main, but for the checks. */
const MAIN = {
  repository: REPOSITORY,
  branch: 'main',
  requiredApprovals: 1,
  requireCodeOwnerReviews: true,
  dismissStaleReviews: true,
}
const SLOW = 'ci / secrets'

/** A policy of this test only. */
const PATH = 'policies/platform/required-checks.yaml'
const POLICY = 'version: "1"\ntools:\n  restart_host:\n    rules: []\n'

/** Another one, with a test that expects what an emergency would deny. */
const TESTED = 'policies/platform/tested-checks.yaml'
const TESTS = TESTED.replace('.yaml', '.test.yaml')
const CASES = `tests:
  - name: agents restart hosts
    call: {tool: restart_host}
    expect: allow
`

const pull = z.object({ head: z.object({ sha: z.string() }), body: z.string() })
const told = z.object({ statuses: z.array(z.object({ context: z.string(), state: z.string() })) })

test('an emergency is told which checks hold it up, waits for them with its approval, and is merged once they passed', async ({
  browser,
  page,
}) => {
  await mergeChange('Add the policy that checks hold up', { [PATH]: POLICY })
  await asForgeAdmin('/protection', { ...MAIN, requiredChecks: ['lockstep/policy', SLOW] })
  try {
    const settings = await signedIn(browser, loginOf('admin'), '/settings/repository')
    await untilTold(settings, '/settings/repository', SLOW)
    await signIn(page, loginOf('write'), '/changes')
    await untilTold(page, `/policies/${PATH.slice('policies/'.length)}`)
    const content = { name: 'stop', action: 'deny' }
    await openDraft(page, [{ basePath: PATH, edits: [{ op: 'add-rule', tool: 'restart_host', content }] }])
    await isListening(page)
    await page.getByRole('button', { name: 'Submit as a pull request' }).click()
    const dialog = page.getByRole('dialog', { name: /^Open an? (emergency )?pull request$/ })
    await dialog.getByLabel('Title').fill('Stop what waits for checks')
    await dialog.getByRole('switch', { name: 'This is an emergency' }).click()
    const checks = dialog.getByRole('list', { name: 'Checks GitHub requires' })
    await expect(checks.getByRole('listitem')).toHaveCount(2)
    await expect(checks).toContainText(SLOW)
    await expect(checks).toContainText('lockstep/policy')
    await dialog.getByLabel('Agents are told').fill('No restarts today.')
    await dialog.getByLabel(/^Why it cannot wait/).fill('It is called in a loop.')
    await dialog.getByRole('button', { name: 'Open emergency pull request' }).click()
    await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
    await expect(page.getByRole('main')).toContainText('No restarts today.')

    const number = page.url().split('/').at(-1)
    const ines = await asPerson('ines')
    await ines('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' })
    await expect(page.getByText('Waiting for required checks.')).toBeVisible(HEARD)
    await expect(ines('PUT', `/pulls/${number}/merge`, {})).rejects.toThrow(/405/)
    const { head } = pull.parse(await ines('GET', `/pulls/${number}`))
    await ines('POST', `/statuses/${head.sha}`, { state: 'success', context: SLOW })
    await expect(page.getByText('It can be merged on GitHub.')).toBeVisible(HEARD)
    await ines('PUT', `/pulls/${number}/merge`, {})
    await expect(page.getByText(/^Merged/).first()).toBeVisible(HEARD)
  } finally {
    await asForgeAdmin('/protection', MAIN)
  }
})

test('an emergency that makes policy tests fail is told so, and goes through with the tests changed in the same pull request', async ({
  browser,
  page,
}) => {
  await mergeChange('Add the policy with a test', { [TESTED]: POLICY, [TESTS]: CASES })
  await asForgeAdmin('/protection', { ...MAIN, requiredChecks: ['lockstep/policy'] })
  try {
    const settings = await signedIn(browser, loginOf('admin'), '/settings/repository')
    await untilTold(settings, '/settings/repository', 'The required check lockstep/policy')
    await signIn(page, loginOf('write'), '/changes')
    await untilTold(page, `/policies/${TESTED.slice('policies/'.length)}`)
    const submitted = async (adopts: boolean) => {
      const content = { name: adopts ? 'stop' : 'held up', action: 'deny' }
      await openDraft(page, [
        { basePath: TESTED, edits: [{ op: 'add-rule', tool: 'restart_host', content }] },
      ])
      await isListening(page)
      await page.getByRole('button', { name: 'Submit as a pull request' }).click()
      const dialog = page.getByRole('dialog', { name: /^Open an? (emergency )?pull request$/ })
      await dialog.getByRole('switch', { name: 'This is an emergency' }).click()
      await dialog.getByLabel(/^Why it cannot wait/).fill('It is called in a loop.')
      await expect(dialog).toContainText('lockstep/policy, which GitHub requires, will fail')
      const failing = dialog.getByRole('region', { name: 'Policy tests that fail' })
      await expect(failing).toContainText(`expected allowed, got denied by ${content.name}`)
      if (adopts) {
        await failing.getByRole('button', { name: 'Expect the new answer' }).click()
        await expect(failing).toHaveCount(0)
        await expect(dialog).toContainText('all 1 of platform/tested-checks.yaml pass')
        await expect(dialog.getByRole('list', { name: 'Who can say yes' })).toContainText(TESTS)
      }
      await dialog.getByRole('button', { name: 'Open emergency pull request' }).click()
      await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
      return page.url().split('/').at(-1) ?? ''
    }
    const ines = await asPerson('ines')
    const checked = async (number: string) => {
      const { head } = pull.parse(await ines('GET', `/pulls/${number}`))
      const { statuses } = told.parse(await ines('GET', `/commits/${head.sha}/status`))
      return statuses.find(({ context }) => context === 'lockstep/policy')?.state
    }
    const held = await submitted(false)
    await expect.poll(() => checked(held), HEARD).toBe('failure')
    await ines('POST', `/pulls/${held}/reviews`, { event: 'APPROVE' })
    await expect(ines('PUT', `/pulls/${held}/merge`, {})).rejects.toThrow(/405/)

    const number = await submitted(true)
    const { body } = pull.parse(await ines('GET', `/pulls/${number}`))
    expect(body).toContain('“agents restart hosts” now expects denied by stop')
    await expect.poll(() => checked(number), HEARD).toBe('success')
    await ines('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' })
    await expect(page.getByText('It can be merged on GitHub.')).toBeVisible(HEARD)
    await ines('PUT', `/pulls/${number}/merge`, {})
    await expect(page.getByText(/^Merged/).first()).toBeVisible(HEARD)
    expect((await inMain(TESTS)).toString()).toBe(
      CASES.replace('expect: allow\n', 'expect: deny\n    rule: stop\n'),
    )
  } finally {
    await asForgeAdmin('/protection', MAIN)
  }
})
