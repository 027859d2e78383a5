import { expect, type Page } from '@playwright/test'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { isListening, isSaved, openDraft } from './drafts'
import { signIn } from './person'

const SLACK = 'policies/support/slack.yaml'

// Each walks through a whole piece of work, on a machine that runs the stack beside it.
test.slow()
// The list of tools is a picker where there is less room.
test.use({ viewport: { width: 1440, height: 900 } })

/** A policy that no other spec touches, as a new file of the draft. */
const OWN = `version: "1"
default: deny
tools:
  create_refund:
    rules:
      # agreed with finance
      - name: cap
        conditions:
          - path: args.amount
            op: lte
            value: 500
        on_deny: "Too much."
  list_customers:
    rules: []
`
const own = (name: string) => [{ path: `policies/e2e/${name}.yaml`, text: OWN }]

test('the analyst adds a deny rule in the form, sees the lines that it writes, and opens a pull request that asks the code owners', async ({
  page,
}) => {
  await signIn(page, 'mara', '/policies/support/slack.yaml')
  await openDraft(page, [{ basePath: SLACK }])
  await expect(page.getByRole('button', { name: 'Change something to submit' })).toBeDisabled()

  await page.getByRole('switch', { name: 'Deny every call' }).click()
  const rule = page
    .getByRole('list', { name: /^Rules of / })
    .getByRole('listitem')
    .first()
  await rule.getByRole('textbox', { name: 'Rule name' }).fill('not from agents')
  await rule.getByRole('textbox', { name: 'Message' }).fill('Ask a person.')

  const diff = page.getByRole('region', { name: 'What will change' })
  await expect(diff).toContainText('not from agents')
  await expect(diff).toContainText('Ask a person.')
  await expect(page.getByRole('region', { name: 'What it means' })).toContainText('denied')
  await expect(page.getByRole('region', { name: 'Who must approve' })).toContainText('one of')
  await isSaved(page)

  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await dialog.getByText('What changes, as it will be said').click()
  await expect(dialog.getByRole('region', { name: 'support/slack.yaml' })).toContainText('denied')
  await expectNoFaults(page)
  await dialog.getByLabel('Title').fill('Deny the first tool')
  await dialog.getByRole('button', { name: 'Submit' }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, { timeout: 45_000 })
  await expect(page.getByRole('heading', { level: 1, name: 'Deny the first tool' })).toBeVisible()
  await expect(page.getByText(/^You drafted it; the pull request has been open for /)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Owners' })).toContainText('asked @')
  await expect(page.getByRole('link', { name: 'Review on GitHub' })).toBeVisible()
})

test('what is typed into one field after the other is kept, however slow the browser is @long', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, own('slow'))
  const name = page.getByRole('textbox', { name: 'Rule name' })
  const message = page.getByRole('textbox', { name: 'Message' })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 20 })
  for (const round of [1, 2, 3]) {
    await name.fill(`renamed ${round}`)
    // The name is on its way, and no longer waits for the field to be left.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
    await message.fill(`Told ${round}.`)
  }
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  const diff = page.getByRole('region', { name: 'What will change' })
  await expect(diff).toContainText('renamed 3')
  await expect(diff).toContainText('Told 3.')
  await expect(page.getByRole('button', { name: 'Submit as a pull request' })).toBeEnabled()
})

test('every field of an existing rule is edited in the form, and undone', async ({ page }) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, own('form'))
  const diff = page.getByRole('region', { name: 'What will change' })
  const condition = page.getByRole('group', { name: 'Condition 1' })
  await condition.getByLabel('Comparison').selectOption({ label: 'is one of' })
  await condition.getByLabel('Value').fill('"a, b", 5')
  await expect(diff).toContainText('"a, b"')
  await condition.getByLabel('Argument').fill('args.reason')
  await expect(diff).toContainText('args.reason')
  await expect(diff).toContainText('# agreed with finance')
  await page.getByRole('button', { name: 'Condition', exact: true }).click()
  await expect(page.getByText('Name an argument, such as args.amount. Why')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Fix 1 error to submit' })).toBeDisabled()
  await page.getByRole('button', { name: 'Remove condition 2' }).click()
  await expect(page.getByRole('region', { name: 'Policy as a form' }).locator(':focus')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Submit as a pull request' })).toBeEnabled()

  await page.getByRole('button', { name: 'Limit', exact: true }).click()
  await page.getByLabel('At most').fill('20')
  await expect(diff).toContainText('20/hour')
  await expect(condition).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(condition.getByLabel('Argument')).toHaveValue('args.reason')
  await expectNoFaults(page)
})

test('a tool is added, its rules are copied to it, and it is renamed, hidden and removed', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, own('tools'))
  const tools = page.getByRole('navigation', { name: 'Tools in this policy' })
  await tools.getByRole('button', { name: 'Add tool' }).click()
  const adding = page.getByRole('dialog', { name: 'Add a tool' })
  await adding.getByLabel('Name of the tool').fill('issue_credit')
  await adding.getByRole('button', { name: 'Add tool' }).click()
  await expect(page.getByRole('heading', { name: 'issue_credit' })).toBeVisible()

  await tools.getByRole('button', { name: 'create_refund' }).click()
  await page.getByRole('button', { name: 'More for rule cap' }).click()
  await page.getByRole('menuitem', { name: 'Move or copy …' }).click()
  const placing = page.getByRole('dialog', { name: 'Move or copy cap' })
  await placing.getByLabel('Tool').selectOption('issue_credit')
  await placing.getByRole('button', { name: 'Copy it there' }).click()
  const rules = page.getByRole('list', { name: 'Rules of issue_credit' })
  await expect(rules.getByRole('textbox', { name: 'Rule name' })).toHaveValue('cap')

  await page.getByRole('button', { name: 'More for issue_credit' }).click()
  await page.getByRole('menuitem', { name: 'Rename …' }).click()
  const renaming = page.getByRole('dialog', { name: 'Rename issue_credit' })
  await renaming.getByLabel('New name').fill('grant_credit')
  await renaming.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('switch', { name: 'Hide from agents' }).click()
  const diff = page.getByRole('region', { name: 'What will change' })
  await expect(diff).toContainText('grant_credit')
  await expect(diff).toContainText('hide')
  await page.getByRole('button', { name: 'More for grant_credit' }).click()
  await page.getByRole('menuitem', { name: 'Remove from the policy' }).click()
  // Its rules are gone; the file still hides it.
  await expect(page.getByRole('heading', { name: 'grant_credit' })).toHaveCount(0)
  await expect(tools.getByRole('list', { name: 'Hidden' })).toContainText('grant_credit')
})

test('form and text are the same draft, and the text says what is wrong at its line', async ({ page }) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, own('text'))
  const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
  await page.getByRole('button', { name: 'Text', exact: true }).click()
  await expect(yaml).toContainText('# agreed with finance')
  await yaml.fill('version: "2"\n')
  await expect(page.getByRole('list', { name: 'Problems' })).toContainText('version must be "1", got "2"')
  await expect(page.getByRole('button', { name: 'Fix 1 error to submit' })).toBeDisabled()
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(yaml).toContainText('# agreed with finance')
  await yaml.press('ControlOrMeta+End')
  await yaml.pressSequentially('hid')
  const offered = page.getByRole('option', { name: /^hide/ })
  await expect(offered).toBeVisible()
  // The editor takes no key for an offer that has only just appeared; one that went away is asked for again.
  await expect(async () => {
    await yaml.press((await offered.isVisible()) ? 'Tab' : 'Control+Space')
    await expect(yaml).toContainText('hide:', { timeout: 1000 })
  }).toPass({ timeout: 30_000 })
  await yaml.pressSequentially('[list_customers]')
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  // Until what was typed is read it stands among the tools, and a click in that moment meets what is gone.
  await expect(page.getByRole('list', { name: 'Hidden' })).toContainText('list_customers')
  await page.getByRole('button', { name: 'list_customers' }).click()
  await expect(page.getByRole('switch', { name: 'Hide from agents' })).toBeChecked()
})

test('a draft stands side by side with what it started from, by address too, and what is taken back comes again @long', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, [{ basePath: SLACK, edits: [{ op: 'set-description', value: 'Told by a test' }] }])
  await page.getByRole('button', { name: 'Diff', exact: true }).click()
  const diff = page.getByRole('region', { name: 'Side by side' })
  await expect(diff).toContainText('Told by a test')
  await expect(page).toHaveURL(/view=diff/)
  await page.reload()
  await isListening(page)
  await expect(diff).toContainText('Told by a test')
  await expectNoFaults(page)

  await page.getByRole('button', { name: 'Form', exact: true }).click()
  await page.getByRole('switch', { name: 'Deny every call' }).click()
  const added = page.getByRole('region', { name: 'What will change' })
  await expect(added).toContainText('action')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(added).not.toContainText('action')
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect(added).toContainText('action')
})

test('the text goes to a tool, shows what git has, and finds words @long', async ({ page }) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, [{ basePath: SLACK }], '?view=text')
  const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
  const tools = page.getByRole('navigation', { name: 'Tools in this policy' })
  await expect(yaml).toBeVisible()
  await tools.getByRole('button').nth(1).click()
  await expect(tools.getByRole('button').nth(1)).toHaveAttribute('aria-current', 'true')
  await expect(yaml).toBeFocused()
  await yaml.press('End')
  await yaml.pressSequentially(' # looked at')
  await expect(page.getByText('1 changed')).toBeVisible()
  await expect(page.getByText('every other byte unchanged')).toBeVisible()
  await page.getByRole('button', { name: 'Show main’s lines' }).click()
  await expect(yaml.getByText('before:')).toHaveCount(1)
  await expect(page).toHaveURL(/lines=base/)
  await expectNoFaults(page)
  await page.keyboard.press('ControlOrMeta+f')
  await page.getByRole('textbox', { name: 'Find' }).fill('looked AT')
  await expect(page.getByRole('search').getByRole('status')).toHaveText('1 of 1')
  await page.keyboard.press('Escape')
  await expect(yaml).toBeFocused()
})

test('several files go into one draft: one that git has, a new one, a move and a deletion', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, own('several'))
  const files = page.getByRole('navigation', { name: 'Files of this draft' })
  await files.getByRole('button', { name: 'Add file' }).click()
  const adding = page.getByRole('dialog', { name: 'Add a file' })
  await adding.getByLabel('A file that git has').fill('support/slack.yaml')
  await adding.getByRole('button', { name: 'Add this file' }).click()
  await expect(files.getByRole('button', { name: /^support\/slack\.yaml/ })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await page.getByRole('button', { name: 'More for support/slack.yaml' }).click()
  await page.getByRole('menuitem', { name: 'Delete from the repository' }).click()
  await expect(page.getByRole('heading', { name: 'support/slack.yaml will be deleted' })).toBeVisible()

  await files.getByRole('button', { name: /^e2e\/several\.yaml/ }).click()
  await page.getByRole('button', { name: 'More for e2e/several.yaml' }).click()
  await page.getByRole('menuitem', { name: 'Rename or move …' }).click()
  const moving = page.getByRole('dialog', { name: 'Rename or move' })
  await moving.getByLabel('Path').fill('e2e/moved.yaml')
  const kept = page.waitForResponse(
    (answer) =>
      answer.request().method() === 'PUT' && answer.request().postData()?.includes('e2e/moved.yaml') === true,
  )
  await moving.getByRole('button', { name: 'Move' }).click()
  await expect(files.getByRole('button', { name: /^e2e\/moved\.yaml/ })).toBeVisible()
  await kept
  await isSaved(page)
  await page.reload()
  await isListening(page)
  await expect(files.getByRole('button', { name: /^e2e\/moved\.yaml/ })).toBeVisible()
  await expect(files.getByRole('button', { name: /^support\/slack\.yaml.*deleted/ })).toBeVisible()
})

test('what the second of two tabs typed is kept as a draft of its own @long', async ({ page }) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, own('tabs'))
  const second = await page.context().newPage()
  await second.goto(page.url())
  await isListening(second)
  const name = (of: Page) => of.getByRole('textbox', { name: 'Rule name' })
  const kept = page.waitForResponse(
    (answer) =>
      answer.request().method() === 'PUT' && answer.request().postData()?.includes('first tab') === true,
  )
  await name(page).fill('first tab')
  await kept
  await name(second).fill('second tab')
  await expect(second.getByText('Another tab changed this draft.', { exact: true })).toBeVisible()
  const before = second.url()
  await second.getByRole('button', { name: 'Keep mine as a new draft' }).click()
  await expect(second).not.toHaveURL(before)
  await isListening(second)
  await expect(name(second)).toHaveValue('second tab')
  await page.reload()
  await isListening(page)
  await expect(name(page)).toHaveValue('first tab')
})

test('the auditor may look and is offered no edit', async ({ page }) => {
  await signIn(page, 'lena', '/policies/support/slack.yaml')
  await expect(page.getByRole('heading', { name: 'slack.yaml' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0)
})
