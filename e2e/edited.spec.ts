import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { z } from 'zod'
import { expectNoFaults } from './axe'
import { test } from './fixtures'
import { loginOf, openBy, signIn } from './person'
import { stack } from './stack'

test('what was edited on a host is shown against git when a person asks, and becomes a draft @long', async ({
  page,
}) => {
  const name = `edited-${Date.now().toString(36)}`
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-edited-'))
  mkdirSync(join(folder, 'events'))
  const config = join(folder, 'policy.yaml')
  writeFileSync(config, `version: "1"\ndescription: "left on ${name}"\n# password: hunter2\n`)
  await signIn(page, loginOf('admin'), '/fleet')
  const headers = { origin: stack().url }
  const scope = { paths: ['policies/payments/stripe.yaml'], names: [name], modes: ['observe'] }
  const made = await page.request.post('/api/keys', {
    headers,
    data: { scope: { ...scope, environments: ['prod'], labels: {} } },
  })
  const { key } = z.object({ key: z.string() }).parse(await made.json())
  const words = [
    '--name',
    name,
    '--path',
    'payments/stripe.yaml',
    '--mode',
    'observe',
    '--environment',
    'prod',
  ]
  const files = ['--config', config, '--events', join(folder, 'events'), '--state-dir', join(folder, 'state')]
  const engine = ['--engine', 'intercept-2026-03']
  const connector = spawn(
    process.execPath,
    ['dist/lockstep.mjs', 'connect', stack().url, ...words, ...files, ...engine],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, LOCKSTEP_ENROL_KEY: key } },
  )
  try {
    const ask = page.getByRole('button', { name: /^Ask/ })
    await expect(async () => {
      const answer = await page.request.get(`/api/fleet/${name}`)
      expect(await answer.json()).toMatchObject({ proxy: { lastSeenAt: expect.any(String) } })
    }).toPass()
    await page.goto(`/fleet/${name}`)
    const masked = page.getByText('1 place in it looked like a secret and was masked on the host')
    await openBy(masked, () => ask.click())
    await expect(page.getByText('# password: …')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Adopt as a pull request' })).toHaveCount(0)
    await expectNoFaults(page)

    writeFileSync(config, `version: "1"\ndescription: "left on ${name}"\n`)
    const adopt = page.getByRole('button', { name: 'Adopt as a pull request' })
    await openBy(adopt, () => ask.click())
    await adopt.click()
    await expect(page.getByRole('heading', { level: 1, name: `Adopt what ${name} runs` })).toBeVisible()
    const draft = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.request.delete(`/api/drafts/${draft}`, { headers })
    await page.request.post(`/api/fleet/${name}/retire`, { headers })
  } finally {
    const ended = once(connector, 'exit')
    connector.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
})
