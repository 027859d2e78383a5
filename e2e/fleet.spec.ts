import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { loginOf, signIn } from './person'
import { stack } from './stack'

const PROGRAM = 'dist/lockstep.mjs'

/** One of many is found by a part of its path, by keyboard; Escape leaves what was typed. */
async function choosePolicy(page: Page): Promise<void> {
  const policy = page.getByRole('combobox', { name: 'Policy' })
  const known = page.getByRole('option', { name: 'data/bigquery.yaml' })
  await expect(async () => {
    await policy.fill('')
    await policy.fill('bigq')
    await expect(known).toBeVisible({ timeout: 3000 })
  }).toPass()
  await policy.press('Escape')
  await expect(known).toHaveCount(0)
  await expect(policy).toHaveValue('bigq')
  await policy.press('ArrowDown')
  await policy.press('ArrowDown')
  await expectNoFaults(page)
  await policy.fill('bigquery')
  await policy.press('ArrowDown')
  await policy.press('Enter')
  await expect(policy).toHaveValue('data/bigquery.yaml')
}

test('an administrator connects a proxy by the shown command and the page turns live', async ({ page }) => {
  const name = `e2e-${Date.now().toString(36)}`
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-connect-'))
  mkdirSync(join(folder, 'events'))
  await signIn(page, loginOf('admin'), '/connect')
  const sections = page.getByRole('navigation', { name: 'Main' })
  await expect(sections.getByRole('link', { name: /^Fleet/ })).toHaveAttribute('aria-current', 'page')
  await expectNoFaults(page)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Live policy file on the host').fill(join(folder, 'policy.yaml'))
  await page.getByLabel('Folder of event files on the host').fill(join(folder, 'events'))
  await choosePolicy(page)
  await page.getByLabel('Environment').selectOption('prod')
  const makeKey = page.getByRole('button', { name: 'Make key and command' })
  await makeKey.click()
  await expect(page.getByRole('heading', { name: 'Run this on the host' })).toBeFocused()
  const revoked = page.waitForResponse((answer) => answer.request().method() === 'DELETE')
  await page.getByRole('button', { name: 'Change' }).click()
  expect((await revoked).status(), 'the key that was shown is revoked').toBe(200)
  await expect(page.getByLabel('Name')).toBeFocused()
  await expect(page.getByLabel('Name')).toHaveValue(name)
  await makeKey.click()
  const key = await page.getByLabel('Enrolment key').textContent()
  const command = (await page.getByText('--enrol -').first().textContent()) ?? ''
  expect(command).not.toContain(key)
  await expect(page.getByRole('heading', { name: 'Waiting for the first report' })).toBeVisible()
  await expectNoFaults(page)
  await page.getByRole('tab', { name: 'Linux' }).press('ArrowRight')
  await page.getByRole('tab', { name: 'Docker' }).press('Enter')
  await expect(page.getByText('docker run')).toContainText(`--name ${name}`)
  await page.getByRole('tab', { name: 'Kubernetes' }).click()
  await expect(page.getByText('- name: connector')).toContainText(`"--name=${name}"`)
  await expectNoFaults(page)

  // The command as shown, without the program's name and with a state folder of the test.
  const words = command.replaceAll('\\\n', ' ').trim().split(/\s+/)
  const shown = words.slice(words.indexOf('connect'))
  const connector = spawn(process.execPath, [PROGRAM, ...shown, '--state-dir', join(folder, 'state')], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  try {
    await page.getByRole('button', { name: 'Copy key' }).focus()
    connector.stdin.end(`${key}\n`)
    await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('button', { name: 'Change' })).toHaveCount(0)
    await expect(page.getByLabel('Enrolment key')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Copy key' })).toHaveCount(0)
    await expect(page.getByRole('heading', { name: 'Run this on the host' })).toBeFocused()
    await page.getByRole('link', { name: `Open ${name}` }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await page.getByRole('button', { name: 'Retire' }).click()
    const dialog = page.getByRole('dialog', { name: `Retire ${name}?` })
    await expect(dialog).toBeVisible()
    await expectNoFaults(page)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.goto(`/fleet?q=${name}`)
    await expect(
      page.getByRole('heading', {
        level: 1,
        name: /\d+ of \d+ prox(y that fits is|ies that fit are) in sync/,
      }),
    ).toBeVisible()
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
    await page.goto(`/fleet/${name}`)
    await page.getByRole('button', { name: 'Retire' }).click()
    await dialog.getByRole('button', { name: 'Retire' }).click()
    await expect(page).toHaveURL(/\/fleet$/)
    await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0)
    await page.goto(`/fleet/${name}`)
    await expect(page.getByRole('heading', { name: 'It is no part of the fleet any more' })).toBeVisible()
    await page.getByRole('link', { name: 'As it was then' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
    await expect(page.getByText('It was not part of the fleet then')).toHaveCount(0)
  } finally {
    const ended = once(connector, 'exit')
    connector.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
})

for (const role of ['write', 'read'] as const) {
  test(`the role ${role} sees the fleet, is told who connects, and the routes refuse`, async ({ page }) => {
    await signIn(page, loginOf(role), '/connect')
    await expect(page.getByRole('heading', { name: 'Only administrators connect proxies' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Make key and command' })).toHaveCount(0)
    const scope = { paths: ['**'], names: ['*'], modes: ['pull'] }
    const headers = { origin: stack().url }
    expect((await page.request.post('/api/keys', { data: { scope }, headers })).status()).toBe(403)
    expect((await page.request.post('/api/fleet/any/retire', { data: {}, headers })).status()).toBe(403)
    await page.goto('/fleet')
    await expect(page.getByRole('heading', { level: 1, name: /^Fleet$|in sync$/ })).toBeVisible()
    await expectNoFaults(page)
  })
}
