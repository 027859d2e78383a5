import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import * as z from 'zod'
import { CLI_FILE } from '../scripts/build-cli'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { loginOf, openBy, signIn } from './person'
import { stack } from './stack'

const headers = () => ({ origin: stack().url })

test('a server that changes a tool marks its proxy until somebody acknowledges it, and begins a policy', async ({
  page,
}) => {
  const name = `tools-${Date.now().toString(36)}`
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-tools-'))
  await signIn(page, loginOf('admin'), '/fleet')
  try {
    layOut(join(folder, 'events'))
    await connectOnce(page, folder, name)

    await page.goto(`/fleet?tools=changed&q=${name}`)
    await page.getByRole('row').filter({ hasText: name }).getByRole('link', { name: 'Tools changed' }).click()
    const tools = page.getByRole('region', { name: 'Tools of its server' })
    await expect(tools).toContainText('get_rates: description, readOnlyHint: true → false')
    await expect(tools).toContainText('wipe_table')
    await expectNoFaults(page)
    const dialog = page.getByRole('dialog', { name: `Acknowledge 1 change of ${name}’s tools?` })
    await openBy(dialog, () => tools.getByRole('button', { name: 'Acknowledge' }).click())
    await dialog.getByRole('button', { name: 'Acknowledge' }).click()
    await expect(tools.getByText('1 acknowledged change')).toBeVisible()
    await expect(tools).not.toContainText('nobody has acknowledged')

    const path = `policies/e2e/${name}.yaml`
    const made = await page.request.post('/api/drafts', {
      headers: headers(),
      data: { files: [{ path, text: 'version: "1"\ndefault: deny\ntools: {}\n' }] },
    })
    const { id } = z.object({ id: z.string() }).parse(await made.json())
    await page.goto(`/drafts/${id}`)
    await expect(page.locator('.editor[aria-busy="false"]')).toBeVisible()
    await page.getByRole('button', { name: 'Add file' }).click()
    const adding = page.getByRole('dialog', { name: 'Add a file' })
    await adding.getByLabel('A new file').fill(`e2e/${name}-2.yaml`)
    await adding.getByLabel('Begins with').selectOption('offered')
    await adding.getByLabel('Which server: the proxy in front of it').fill(name)
    await adding.getByRole('button', { name: 'Add a new file' }).click()
    const diff = page.getByRole('region', { name: 'Diff', exact: true })
    await expect(diff).toContainText(`the server behind ${name}`)
    await expect(diff).toContainText('wipe_table')
    await expect(diff).toContainText('Nobody has decided yet that this tool is safe.')
  } finally {
    await page.request.post(`/api/fleet/${name}/retire`, { data: {}, headers: headers() })
    rmSync(folder, { recursive: true, force: true })
  }
})

/** What our own proxy writes when its server changed a tool and added one. */
function layOut(events: string): void {
  mkdirSync(events)
  const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString()
  const tool = (name: string, digit: string, readOnlyHint: boolean) => ({
    name,
    annotations: { readOnlyHint },
    input_schema: `sha256:${'0'.repeat(64)}`,
    description: `sha256:${digit.repeat(64)}`,
  })
  const lists = [
    [tool('get_rates', '1', true)],
    [tool('get_rates', '2', false), tool('wipe_table', '3', false)],
  ]
  const lines = [
    { ts: at(20), type: 'startup', instance: '988c5aa9', server: 'node', config: 'policy.yaml' },
    { ts: at(18), type: 'tools', instance: '988c5aa9', tools: lists[0] },
    { ts: at(9), type: 'tools', instance: '988c5aa9', tools: lists[1] },
  ]
  writeFileSync(join(events, '988c5aa9.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

async function connectOnce(page: Page, folder: string, name: string): Promise<void> {
  const scope = { paths: ['policies/**'], names: [name], modes: ['observe'] }
  const answer = await page.request.post('/api/keys', { data: { scope }, headers: headers() })
  const { key } = z.object({ key: z.string() }).parse(await answer.json())
  const proxy = ['--name', name, '--path', `e2e/${name}.yaml`, '--mode', 'observe', '--engine', 'lockstep']
  const files = ['--config', join(folder, 'policy.yaml'), '--events', join(folder, 'events')]
  const more = ['--environment', 'e2e', '--state-dir', join(folder, 'state'), '--once', '--enrol', '-']
  const child = spawn(process.execPath, [CLI_FILE, 'connect', stack().url, ...proxy, ...files, ...more], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(`${key}\n`)
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
}
