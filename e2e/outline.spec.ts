import { expect } from '@playwright/test'
import { openDraft } from './drafts'
import { test } from './fixtures'
import { signIn } from './person'

// The list of tools is a picker where there is less room.
test.use({ viewport: { width: 1440, height: 900 } })

const TEXT = `version: "1"
default: deny
tools:
  create_refund:
    rules:
      - name: cap
        rate_limit: 5/hour
        on_deny: "Too much."
  list_customers:
    rules: []
`

test('a tool of the outline is reached while what was typed is still read: it stays under a pressed pointer, and its line is that of the text', async ({
  page,
}) => {
  await signIn(page, 'mara', '/changes')
  await openDraft(page, [{ path: 'policies/e2e/pressed.yaml', text: TEXT }], '?view=text')
  const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
  const tools = page.getByRole('navigation', { name: 'Tools in this policy' })
  const tool = tools.getByRole('button', { name: 'create_refund' })
  await yaml.press('ControlOrMeta+End')
  await tool.hover()
  await page.mouse.down()
  await yaml.focus()
  await page.keyboard.insertText('hide: [create_refund]\n')
  await expect(page.getByRole('region', { name: 'Problems and notes' })).toContainText(
    'hide refuses every call',
  )
  await expect(tools.getByRole('list', { name: 'Hidden' })).toHaveCount(0)
  await page.mouse.up()
  await expect(tool).toHaveAttribute('aria-current', 'true')
  await expect(tools.getByRole('list', { name: 'Hidden' })).toContainText('create_refund')

  const line = page.getByText(/^Line \d+, column \d+$/)
  await expect(line).toHaveText('Line 4, column 1')
  await yaml.press('ControlOrMeta+Home')
  // In one go: what is typed is not read yet at the click.
  await tool.evaluate(async (button) => {
    document.execCommand('insertText', false, '# one\n# two\n')
    await Promise.resolve()
    if (button instanceof HTMLElement) button.click()
  })
  await expect(line).toHaveText('Line 6, column 1')
})
