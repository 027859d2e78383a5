import { expect, type Page } from '@playwright/test'
import { openDraft } from './drafts'
import { test } from './fixtures'
import { mergeChange } from './forge-client'
import { loginOf, signIn, untilTold } from './person'

// What somebody else merges while the dialog of a submission is open: nothing of theirs is written over, and the draft goes on.
test.describe.configure({ timeout: 240_000 })
test.use({ viewport: { width: 1440, height: 900 } })

const LONG = { timeout: 60_000 }
/** A policy of these tests only. */
const MOVING = 'policies/platform/moving.yaml'
const policy = (about: string) => `version: "1"\ndescription: ${about}\ntools: {}\n`

/** The dialog of a draft, as it stood before the others merged. */
async function openDialog(page: Page, file: object, title: string) {
  await openDraft(page, [file])
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open a pull request' })
  await dialog.getByLabel('Title').fill(title)
  return dialog
}

test('another content of its file is said before anything is written, and the way on is to compare @long', async ({
  page,
}) => {
  await mergeChange('Add what moves', { [MOVING]: policy('first') })
  await signIn(page, loginOf('write'), '/policies')
  await untilTold(page, '/policies/platform/moving.yaml', 'first')
  const edits = [{ op: 'set-description', value: 'mine' }]
  const dialog = await openDialog(page, { basePath: MOVING, edits }, 'Describe it')
  await mergeChange('Describe it otherwise', { [MOVING]: policy('theirs') })
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText(
    `Somebody changed ${MOVING} on the branch since you started. Your draft is kept`,
    LONG,
  )
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Compare and go on from there' }).click()
  await page
    .getByRole('group', { name: /^Description/ })
    .getByRole('radio', { name: /^Your draft/ })
    .check()
  await page.getByRole('button', { name: 'Go on from there' }).click()
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, LONG)
})

test('a file of the same name is said before anything is written, and the way on is another name @long', async ({
  page,
}) => {
  const taken = 'policies/platform/taken-late.yaml'
  await signIn(page, loginOf('write'), '/policies')
  const dialog = await openDialog(page, { path: taken, text: policy('mine') }, 'Add it')
  await mergeChange('Add it first', { [taken]: policy('theirs') })
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText(
    `The branch has ${taken} by now, and a draft writes over no file. Your draft is kept`,
    LONG,
  )
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Choose another name' }).click()
  const naming = page.getByRole('dialog', { name: 'Rename or move' })
  await naming.getByLabel('Path').fill('platform/taken-later.yaml')
  await naming.getByRole('button', { name: 'Move' }).click()
  await page.getByRole('button', { name: 'Submit as a pull request' }).click()
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(page).toHaveURL(/\/changes\/\d+$/, LONG)
})
