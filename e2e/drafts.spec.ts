import { expect, type Page } from '@playwright/test'
import { isListening, isSaved, openDraft } from './drafts'
import { test } from './fixtures'
import { mergeChange, openChange } from './forge-client'
import { signIn, signInByHand, untilTold } from './person'

// What happens to work that is not sent yet: nothing of it is lost, and nothing of others is written over.
test.slow()
test.use({ viewport: { width: 1440, height: 900 } })

const POLICY = `version: "1"
default: deny
tools:
  list_hosts:
    rules:
      - name: cap
        rate_limit: 5/hour
        on_deny: "Enough."
`
const fresh = (name: string) => [{ path: `policies/e2e/${name}.yaml`, text: POLICY }]
const ruleName = (page: Page) => page.getByRole('textbox', { name: 'Rule name' })

async function openSubmission(page: Page) {
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  return page.getByRole('dialog', { name: 'Open a pull request' })
}

test('a draft is called by what it does until a person says otherwise, and that stays when the dialog is closed and the page is loaded again', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, [...fresh('named'), ...fresh('named-too')])
  const dialog = await openSubmission(page)
  await expect(dialog.getByLabel('Title')).toHaveValue('Add e2e/named.yaml and 1 more')
  await expect(dialog).toContainText('main, as 2 files in one commit: e2e/named.yaml, e2e/named-too.yaml')
  await expect(
    page.getByRole('heading', { level: 1, name: /^Draft of 2 files/, includeHidden: true }),
  ).toHaveCount(1)
  await dialog.getByLabel('Title').fill('Watch the hosts')
  await dialog.getByLabel('Description').fill('Asked for by the night shift.')
  await dialog.getByLabel(/^Labels/).fill('hosts, night')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { level: 1, name: /^Watch the hosts/ })).toBeVisible()
  const again = await openSubmission(page)
  await expect(again.getByLabel(/^Labels/)).toHaveValue('hosts, night')
  await page.keyboard.press('Escape')
  await isSaved(page)
  await page.reload()
  await isListening(page)
  const later = await openSubmission(page)
  await expect(later.getByLabel('Title')).toHaveValue('Watch the hosts')
  await expect(later.getByLabel('Description')).toHaveValue('Asked for by the night shift.')
})

test('the tests of every policy of a draft are run, and those that fail come to expect the new answer policy by policy', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  const cases = 'tests:\n  - {name: hosts stay secret, call: {tool: list_hosts}, expect: deny}\n'
  const tests = (name: string) => ({ path: `policies/e2e/${name}.test.yaml`, text: cases })
  await openDraft(page, [...fresh('one'), tests('one'), ...fresh('two'), tests('two')])
  await isListening(page)
  const dialog = await openSubmission(page)
  const failing = dialog.getByRole('region', { name: 'Policy tests that fail' })
  await expect(failing).toHaveCount(2)
  for (const name of ['one', 'two'])
    await expect(dialog).toContainText(`0 of 1 of e2e/${name}.yaml pass, so that the check lockstep/policy`)
  await failing
    .filter({ hasText: 'e2e/two.yaml' })
    .getByRole('button', { name: 'Expect the new answer' })
    .click()
  await expect(failing).toHaveCount(1)
  await expect(dialog).toContainText('all 1 of e2e/two.yaml pass')
  await expect(failing).toContainText('e2e/one.yaml')
})

test('of many policy tests that fail each is seen and opened at its line, and all come to expect the new answer', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  const cases = Array.from({ length: 10 }, (_, index) => `secret ${index + 1}`)
  const tests = cases.map((name) => `  - {name: ${name}, call: {tool: list_hosts}, expect: deny}\n`)
  const file = { path: 'policies/e2e/many.test.yaml', text: `tests:\n${tests.join('')}` }
  await openDraft(page, [...fresh('many'), file])
  const failing = page.getByRole('list', { name: 'Cases that fail' })
  await expect(failing.getByRole('button', { name: /^secret/ })).toHaveCount(8)
  await failing.getByRole('button', { name: 'Show 2 more that fail' }).click()
  await expect(failing.getByRole('button', { name: /^secret/ })).toHaveCount(10)
  await failing.getByRole('button', { name: 'secret 10' }).click()
  const files = page.getByRole('navigation', { name: 'Files of this draft' })
  const chosen = files.getByRole('button', { name: /^e2e\/many\.test\.yaml/ })
  await expect(chosen).toHaveAttribute('aria-current', 'true')
  await expect(page.locator('.cm-activeLine')).toContainText('secret 10')
  await files.getByRole('button', { name: /^e2e\/many\.yaml/ }).click()
  await page.getByRole('button', { name: 'Expect the new answers in 10 cases' }).click()
  await expect(page.getByText('10 of 10 pass with this draft')).toBeVisible()
})

test('who is signed out while typing is told so, and what they typed is saved when they are back @long', async ({
  browser,
  faults,
}) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await signInByHand(page, 'mara', '/changes')
  await openDraft(page, fresh('signed-out'))
  faults.announce(401, `/api${new URL(page.url()).pathname}`)
  // What moves meanwhile has the bar counted again.
  faults.allow(401, '/api/bar')
  await context.clearCookies()
  await ruleName(page).fill('typed without a session')
  await expect(page.getByText('You are signed out.', { exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Sign in again in a new tab' })).toBeVisible()
  const other = await context.newPage()
  await signInByHand(other, 'mara', '/changes')
  await isSaved(page)
  await expect(page.getByText('You are signed out.', { exact: true })).toHaveCount(0)
  await page.reload()
  await isListening(page)
  await expect(ruleName(page)).toHaveValue('typed without a session')
})

test('what a page could not save comes back after a reload, and is not saved over what another tab saved since @long', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, fresh('left-behind'))
  const second = await page.context().newPage()
  await second.goto(page.url())
  await isListening(second)
  // The first one's requests get lost on their way.
  await page.route('**/api/drafts/*', (route) =>
    route.request().method() === 'PUT' ? route.abort('aborted') : route.continue(),
  )
  await ruleName(page).fill('left behind')
  await expect(page.getByText('Not saved yet; trying again')).toBeVisible()
  await ruleName(second).fill('saved since')
  await isSaved(second)
  await page.unrouteAll({ behavior: 'wait' })
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await isListening(page)
  await expect(ruleName(page)).toHaveValue('left behind')
  await expect(page.getByText('Another tab changed this draft.', { exact: true })).toBeVisible()
  await second.reload()
  await isListening(second)
  await expect(ruleName(second)).toHaveValue('saved since')
  await page.getByRole('button', { name: 'Keep mine as a new draft' }).click()
  await expect(page).not.toHaveURL(second.url())
  await isListening(page)
  await expect(ruleName(page)).toHaveValue('left behind')
})

test('a file that is gone from the branch goes on as a new one, and one whose name is taken gets another @long', async ({
  page,
}) => {
  const [gone, taken] = ['policies/platform/gone.yaml', 'policies/platform/taken.yaml']
  await mergeChange('Add what will be gone', { [gone]: POLICY })
  await signIn(page, 'mara', '/changes')
  await untilTold(page, '/policies/platform/gone.yaml')
  await openDraft(page, [{ basePath: gone, edits: [{ op: 'set-default', value: 'allow' }] }])
  const submit = page.getByRole('region', { name: 'Submission' }).getByRole('button')
  await expect(submit).toHaveAccessibleName('Submit as a pull request')
  await mergeChange('Remove it', { [gone]: null })
  await expect(page.getByText('Somebody removed platform/gone.yaml from the branch.')).toBeVisible({
    timeout: 60_000,
  })
  await expect(submit).toHaveText('Decide about 1 file to submit')
  await expect(submit).toBeDisabled()
  await page.getByRole('button', { name: 'Keep it as a new file' }).click()
  await expect(submit).toHaveAccessibleName('Submit as a pull request')
  await expect(page.getByRole('region', { name: 'What will change' })).toContainText('list_hosts')

  await openDraft(page, [{ path: taken, text: POLICY }])
  await expect(submit).toHaveAccessibleName('Submit as a pull request')
  await mergeChange('Take the name', { [taken]: POLICY })
  await expect(page.getByText('The branch has platform/taken.yaml by now.')).toBeVisible({ timeout: 60_000 })
  await expect(submit).toBeDisabled()
  await page.getByRole('button', { name: 'Choose another name' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill('platform/another.yaml')
  await dialog.getByRole('button', { name: /^(Move|Rename)/ }).click()
  await expect(page.getByText('The branch has platform/taken.yaml by now.')).toHaveCount(0)
  await expect(submit).toHaveAccessibleName('Submit as a pull request')
})

test('a new file begins with a template or with a copy, and not where a file is already', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, fresh('begun'))
  const add = async (path: string, start: string, from?: string) => {
    await page.getByRole('button', { name: 'Add file' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a file' })
    await dialog.getByLabel('A new file').fill(path)
    await dialog.getByLabel('Begins with').selectOption({ label: start })
    if (from !== undefined) await dialog.getByLabel('Which policy').fill(from)
    return dialog
  }
  const diff = page.getByRole('region', { name: 'What will change' })
  const template = await add(
    'e2e/from-template.yaml',
    'allow what is not listed, with one limit for every tool',
  )
  await template.getByRole('button', { name: 'Add a new file' }).click()
  await expect(diff).toContainText('rate_limit')
  const copy = await add('e2e/from-copy.yaml', 'a copy of another policy', 'support/slack.yaml')
  await copy.getByRole('button', { name: 'Add a new file' }).click()
  await expect(diff).toContainText('post_message')
  const taken = await add('support/slack.yaml', 'deny what is not listed')
  await expect(taken.getByRole('button', { name: 'Add a new file' })).toBeDisabled()
  await page.keyboard.press('Escape')
})

test('a file that is moved, deleted or added in a draft is taken back, comes again, and stays so @long', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  const edits = [{ op: 'set-description', value: 'Told by a test' }]
  await openDraft(page, [{ basePath: 'policies/support/slack.yaml', edits }])
  const files = page.getByRole('navigation', { name: 'Files of this draft' })
  const has = (name: RegExp, count = 1) => expect(files.getByRole('button', { name })).toHaveCount(count)
  const press = (name: 'Undo' | 'Redo') => page.getByRole('button', { name, exact: true }).click()
  const choose = async (item: string) => {
    await page.getByRole('button', { name: 'More for support/slack.yaml' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  const [kept, moved, added] = [/^support\/slack\.yaml/, /^e2e\/away\.yaml/, /^e2e\/beside\.yaml/]
  /** What tests a policy goes with it. */
  const tests = { moved: /^e2e\/away\.test\.yaml.*moved/, deleted: /^support\/slack\.test\.yaml.*deleted/ }

  await choose('Rename or move …')
  const moving = page.getByRole('dialog', { name: 'Rename or move' })
  await moving.getByLabel('Path').fill('e2e/away.yaml')
  await moving.getByRole('button', { name: 'Move' }).click()
  await has(moved)
  await has(tests.moved)
  await press('Undo')
  await has(kept)
  await has(tests.moved, 0)
  await press('Redo')
  await has(moved)
  await press('Undo')

  await choose('Delete from the repository')
  const deleted = page.getByRole('heading', { name: 'support/slack.yaml will be deleted' })
  await expect(deleted).toBeVisible()
  await has(tests.deleted)
  await page.getByRole('button', { name: 'Keep the file' }).click()
  await has(tests.deleted, 0)
  await press('Undo')
  await press('Undo')
  await expect(deleted).toHaveCount(0)
  await has(tests.deleted, 0)
  await press('Redo')
  await expect(deleted).toBeVisible()

  await files.getByRole('button', { name: 'Add file' }).click()
  const adding = page.getByRole('dialog', { name: 'Add a file' })
  await adding.getByLabel('A new file').fill('e2e/beside.yaml')
  await adding.getByRole('button', { name: 'Add a new file' }).click()
  await has(added)
  await press('Undo')
  await has(added, 0)
  await expect(deleted).toBeVisible()
  await press('Redo')
  await has(added)
  await isSaved(page)
  await page.reload()
  await isListening(page)
  await has(added)
  await has(/^support\/slack\.yaml.*deleted/)
  await has(tests.deleted)
})

test('who else has an open change of a file is said with a link, also of one that was made by hand @long', async ({
  page,
}) => {
  const [busy, quiet] = ['policies/platform/busy.yaml', 'policies/platform/quiet.yaml']
  await mergeChange('Add two that are edited', { [busy]: POLICY, [quiet]: POLICY })
  const number = await openChange('Edit one by hand', { [busy]: POLICY.replace('5/hour', '4/hour') })
  await signIn(page, 'mara', '/changes')
  await untilTold(page, `/changes/${number}`, 'busy.yaml')
  await openDraft(page, [{ basePath: busy, edits: [] }])
  const link = page.getByRole('link', { name: `#${number} Edit one by hand` })
  await expect(link).toHaveAttribute('href', `/changes/${number}`, { timeout: 60_000 })
  await openDraft(page, [{ basePath: quiet, edits: [] }])
  await expect(page.getByRole('button', { name: 'Change something to submit' })).toBeVisible()
  await expect(link).toHaveCount(0)
  // Nobody loads the page again.
  const later = await openChange('Edit the other by hand', { [quiet]: POLICY.replace('5/hour', '3/hour') })
  await expect(page.getByRole('link', { name: `#${later} Edit the other by hand` })).toBeVisible({
    timeout: 60_000,
  })
})
