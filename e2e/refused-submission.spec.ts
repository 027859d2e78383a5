import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { isListening, isSaved, openDraft } from './drafts'
import { test } from './fixtures'
import {
  asForgeAdmin,
  asPerson,
  branchOf,
  clearFaults,
  commitToBranch,
  mergeChange,
  orderFault,
} from './forge-client'
import { signIn, untilTold } from './person'
import { stack } from './stack'

// What the forge does not take, as one person meets it: nobody else's requests are hit, so that other specs may run beside this one.
test.describe.configure({ mode: 'serial', timeout: 240_000 })

const ROSA = 'rosa'
const REPOSITORY = 'northwind/agent-policies'
const LONG = { timeout: 60_000 }
/** A policy of these tests only. */
const URGENT = 'policies/platform/denied-soon.yaml'

const give = (role: 'write' | 'read') =>
  asForgeAdmin('/collaborators', { repository: REPOSITORY, login: ROSA, role })

test.beforeAll(async () => {
  await asForgeAdmin('/accounts', { login: ROSA, name: 'Rosa Vidal', email: 'rosa@northwind.example' })
  await give('write')
})
test.afterEach(clearFaults)

/** A draft of a new policy with the dialog that submits it, called by a title that is a branch name as well. */
async function openDialog(page: Page, title: string) {
  const text = `version: "1"\ndefault: deny\ndescription: ${title}\n`
  await signIn(page, ROSA, '/policies')
  await openDraft(page, [{ path: `policies/e2e/${branchOf(title)}.yaml`, text }])
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await dialog.getByLabel('Title').fill(title)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  return { dialog, branch: `lockstep/${branchOf(title)}-${id.slice(-8)}` }
}
type Dialog = Awaited<ReturnType<typeof openDialog>>['dialog']

/** Submits it and waits for the refusal that begins so. */
async function isRefused(dialog: Dialog, words: string | RegExp): Promise<void> {
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText(words, LONG)
  await isExplained(dialog)
  await expect(dialog.getByRole('button', { name: 'Submit', exact: true })).toBeEnabled()
}

/** The refusal leads to the part of the documentation that says what to do, beside the page. */
async function isExplained(dialog: Dialog): Promise<void> {
  const help = dialog.getByRole('alert').getByRole('link', { name: 'What to do' })
  await expect(help).toHaveAttribute('target', '_blank')
  const address = (await help.getAttribute('href')) ?? ''
  const reading = await dialog.page().request.get(address)
  expect(reading.status(), address).toBe(200)
  const { hash } = new URL(address, reading.url())
  const part = hash === '' ? '<article ' : `id="${hash.slice(1)}"`
  expect((await reading.text()).includes(part), `${address} has ${part}`).toBe(true)
}

async function isOpened(page: Page): Promise<number> {
  await expect(page).toHaveURL(/\/changes\/\d+$/, LONG)
  return Number(page.url().split('/').at(-1))
}

const pull = z.object({ number: z.number(), state: z.string() })

/** All pull requests of a branch, newest first. */
async function pullsOf(branch: string) {
  const call = await asPerson(ROSA)
  return z.array(pull).parse(await call('GET', `/pulls?state=all&head=northwind:${branch}`))
}

/** A submission that opens its pull request and hears nothing of it, which somebody closes then. */
async function loseAndClose(dialog: Dialog, branch: string): Promise<number> {
  await dialog.getByLabel(/^Labels/).fill('tried')
  await orderFault({ kind: 'fail-after', method: 'POST', path: '*/labels', person: ROSA, count: 1 })
  await isRefused(dialog, 'GitHub does not answer')
  const [{ number } = { number: 0 }] = await pullsOf(branch)
  await (
    await asPerson('mara')
  )('PATCH', `/pulls/${number}`, { state: 'closed' })
  await isRefused(dialog, `#${number}, which your last try opened, was closed since.`)
  await expect(dialog.getByRole('link', { name: `#${number} on GitHub` })).toHaveAttribute(
    'href',
    new RegExp(`/pull/${number}$`),
  )
  return number
}

test('a forge that is away or limits writing is said with the time, and the draft goes on where it stopped @long', async ({
  page,
}) => {
  const { dialog, branch } = await openDialog(page, 'Wait for the forge')
  await orderFault({ kind: 'outage', path: '*/git/*', person: ROSA })
  await isRefused(dialog, 'GitHub does not answer. The draft is kept')
  await clearFaults()
  await orderFault({ kind: 'secondary-limit', status: 429, ms: 3_600_000, path: '*/git/blobs', person: ROSA })
  await isRefused(dialog, /^GitHub limits writing until \d\d:\d\d UTC\. Submit again then/)
  await clearFaults()
  await page.reload()
  await isListening(page)
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  await expect(dialog.getByLabel('Title')).toHaveValue('Wait for the forge')
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  const number = await isOpened(page)
  expect(await pullsOf(branch)).toEqual([{ number, state: 'open' }])
})

test('one whose pull request was closed asks which of two ways it goes on: reopened it is that one, else a new one @long', async ({
  page,
}) => {
  const first = await openDialog(page, 'Reopen the closed one')
  const closed = await loseAndClose(first.dialog, first.branch)
  await (
    await asPerson(ROSA)
  )('PATCH', `/pulls/${closed}`, { state: 'open' })
  await first.dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  expect(await isOpened(page)).toBe(closed)
  expect(await pullsOf(first.branch)).toEqual([{ number: closed, state: 'open' }])

  const second = await openDialog(page, 'Leave the closed one')
  const left = await loseAndClose(second.dialog, second.branch)
  // Its branch may be gone as well.
  await (
    await asPerson(ROSA)
  )('DELETE', `/git/refs/heads/${second.branch}`)
  await isRefused(second.dialog, `#${left}, which your last try opened, was closed since.`)
  await second.dialog.getByRole('button', { name: 'Open a new pull request' }).click()
  const number = await isOpened(page)
  expect(await pullsOf(second.branch)).toEqual([{ number: left, state: 'closed' }])
  expect(await pullsOf(`${second.branch}-2`)).toEqual([{ number, state: 'open' }])
})

test('a branch that somebody else took is not written over: the draft goes on a new one @long', async ({
  page,
}) => {
  const { dialog, branch } = await openDialog(page, 'Take another branch')
  const files = { 'policies/e2e/theirs.yaml': 'version: "1"\ndefault: deny\n' }
  const theirs = await commitToBranch('ines', { branch, message: 'Be here first', files })
  await isRefused(dialog, `Ines Carvalho committed ${theirs.slice(0, 7)} to ${branch}`)
  await dialog.getByRole('button', { name: 'Submit on a new branch' }).click()
  const number = await isOpened(page)
  expect(await pullsOf(`${branch}-2`)).toEqual([{ number, state: 'open' }])
  expect(await pullsOf(branch)).toEqual([])
})

test('a rule of the repository that keeps the branch or the file out is said, and once it is lifted the draft becomes one pull request @long', async ({
  page,
}) => {
  const ruleset = (branch: string, rules: object) =>
    asForgeAdmin('/rulesets', { repository: REPOSITORY, name: 'of one branch', branches: [branch], ...rules })
  const RULES = [
    [
      'Meet a rule of branches',
      { restrictCreations: true },
      'Cannot create ref due to creations being restricted',
    ],
    [
      'Meet a rule of files',
      { restrictedPaths: ['policies/e2e/*'] },
      'File path is restricted: policies/e2e/',
    ],
    [
      'Meet a rule of extensions',
      { restrictedExtensions: ['*.yaml'] },
      'File extension is restricted: policies/e2e/',
    ],
  ] as const
  for (const [title, rules, words] of RULES) {
    const { dialog, branch } = await openDialog(page, title)
    await ruleset(branch, rules)
    await isRefused(dialog, `GitHub refused it by a rule of the repository: ${words}`)
    await expect(dialog.getByRole('alert')).toContainText('Your draft is kept')
    await expect(dialog.getByRole('alert')).not.toContainText('docs.github.com')
    expect(await pullsOf(branch)).toEqual([])
    await ruleset(branch, { active: false })
    await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
    const number = await isOpened(page)
    expect(await pullsOf(branch)).toEqual([{ number, state: 'open' }])
  }
})

test('a branch that was protected after the first try is said, and written once it is let go @long', async ({
  page,
}) => {
  const { dialog, branch } = await openDialog(page, 'Meet a protected branch')
  await orderFault({ kind: 'outage', method: 'POST', path: '*/pulls', person: ROSA })
  await isRefused(dialog, 'GitHub does not answer. The draft is kept')
  await clearFaults()
  const protection = { repository: REPOSITORY, branch }
  await asForgeAdmin('/protection', protection)
  await page.keyboard.press('Escape')
  const { pathname } = new URL(page.url())
  await page.goto(`${pathname}?view=text`)
  await isListening(page)
  const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
  await yaml.fill('version: "1"\ndefault: deny\n# said later\n')
  await isSaved(page)
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  await isRefused(
    dialog,
    'GitHub refused it by a rule of the repository: At least 1 approving review is required',
  )
  await asForgeAdmin('/protection', protection, 'DELETE')
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  const number = await isOpened(page)
  expect(await pullsOf(branch)).toEqual([{ number, state: 'open' }])
})

test('an authorisation that GitHub took back is said, and the draft goes on once there is another @long', async ({
  page,
}) => {
  const { dialog, branch } = await openDialog(page, 'Lose the authorisation')
  await orderFault({ kind: 'outage', status: 401, path: '*/git/*', person: ROSA })
  await isRefused(dialog, 'GitHub took your authorisation back. Sign out and in again, then submit')
  expect(await pullsOf(branch)).toEqual([])
  await clearFaults()
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  const number = await isOpened(page)
  expect(await pullsOf(branch)).toEqual([{ number, state: 'open' }])
})

/** A draft of rosa's that denies one more tool, which a try opened as a draft pull request and heard nothing of. */
async function openAsDraft(page: Page, tool: string) {
  await signIn(page, ROSA, '/policies')
  await untilTold(page, `/policies/${URGENT.slice('policies/'.length)}`)
  const deny = { op: 'add-rule', tool, content: { name: 'stop', action: 'deny' }, at: 0 }
  await openDraft(page, [{ basePath: URGENT, edits: [deny] }])
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: /^Open an? (emergency )?pull request$/ })
  await dialog.getByLabel('Title').fill(`Deny ${tool} soon`)
  await dialog.getByLabel(/^As a draft pull request/).check()
  await orderFault({ kind: 'fail-after', method: 'POST', path: '*/pulls', person: ROSA, count: 1 })
  await isRefused(dialog, 'GitHub does not answer')
  await dialog.getByRole('switch', { name: 'This is an emergency' }).click()
  await dialog.getByLabel(/^Why it cannot wait/).fill('It is called in a loop.')
  return dialog.getByRole('button', { name: 'Open emergency pull request' })
}

test('what was opened as a draft and is an emergency after all asks its reviewers at once, or the change says what to press @long', async ({
  page,
}) => {
  const text = 'version: "1"\ntools:\n  drain_node:\n    rules: []\n  cordon_node:\n    rules: []\n'
  await mergeChange('Add what is denied soon', { [URGENT]: text })
  const isDraft = async (number: number) =>
    z.object({ draft: z.boolean() }).parse(await (await asPerson(ROSA))('GET', `/pulls/${number}`)).draft
  const note = page.getByText('It is still a draft, so GitHub asks no owner.')

  await (await openAsDraft(page, 'drain_node')).click()
  expect(await isDraft(await isOpened(page))).toBe(false)
  await expect(page.getByText(/^Follow-up due in/)).toBeVisible(LONG)
  await expect(note).toHaveCount(0)

  const submit = await openAsDraft(page, 'cordon_node')
  await orderFault({ kind: 'outage', path: '/api/graphql', status: 403, person: ROSA })
  await submit.click()
  const number = await isOpened(page)
  expect(await isDraft(number)).toBe(true)
  await expect(note).toBeVisible(LONG)
  await clearFaults()
  const forge = await page.context().newPage()
  await forge.goto(`${stack().forgeUrl}/${REPOSITORY}/pull/${number}`)
  await forge.getByRole('button', { name: 'Ready for review' }).click()
  await expect(note).toHaveCount(0, LONG)
})

test('a role that is lost in the middle writes nothing more, is said, and the draft is there when it is back @long', async ({
  page,
  faults,
}) => {
  const { dialog, branch } = await openDialog(page, 'Lose the role')
  const { pathname } = new URL(page.url())
  await page.keyboard.press('Escape')
  await isSaved(page)
  await give('read')
  try {
    faults.announce(403, `/api${pathname}/submit`)
    // An open draft asks now and then whether somebody else changed it.
    faults.allow(403, `/api${pathname}`)
    await expect.poll(async () => (await page.request.get(pathname)).status(), LONG).toBe(403)
    await page.getByRole('button', { name: 'Submit as a pull request' }).click()
    await isRefused(dialog, /role/)
    expect(await pullsOf(branch)).toEqual([])
  } finally {
    await give('write')
  }
  await expect.poll(async () => (await page.request.get(pathname)).status(), LONG).toBe(200)
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  const number = await isOpened(page)
  expect(await pullsOf(branch)).toEqual([{ number, state: 'open' }])
})
