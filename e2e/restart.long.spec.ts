import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// Not that of fixtures.ts: a browser reports every request to a program that was killed.
import { expect, type Page, test } from '@playwright/test'
import { z } from 'zod'
import { processIdentity } from '../scripts/processes/identity.mjs'
import { startStackIn, type StartedStack } from '../scripts/test/start-stack'
import { killNine, pidOf, type Program } from './victims'

const PROGRAMS = ['app', 'forge', 'database'] as const satisfies readonly Program[]
const PATIENCE = { timeout: 120_000 }
const ready = z.object({ url: z.string() })

test.describe.configure({ timeout: 15 * 60_000 })

test('everything goes on after kill -9 of any program and of the start itself, in any zone, in a folder with a space', async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep restart '))
  const data = join(folder, 'data')
  const start = () => startStackIn(folder, ['--no-demo'], { TZ: 'Pacific/Kiritimati' })
  let stack: StartedStack = await start()
  try {
    const { url } = ready.parse(JSON.parse(readFileSync(stack.readyFile, 'utf8')))
    await page.goto(`${url}/policies`)
    await page.getByRole('button', { name: 'Continue with GitHub' }).click()
    await page.getByRole('button', { name: /^mara / }).click()
    await expectPolicies(page, url)

    for (const program of PROGRAMS) {
      const before = pidOf(program, data)
      killNine(program, data)
      await expect.poll(() => pidOf(program, data) ?? before, PATIENCE).not.toBe(before)
      await expectPolicies(page, url)
    }

    const left = PROGRAMS.map((program) => pidOf(program, data))
    await stack.end('SIGKILL')
    stack = await start()
    expect(ready.parse(JSON.parse(readFileSync(stack.readyFile, 'utf8'))).url).toBe(url)
    // Its programs are replaced; its database is taken over as it is.
    expect(pidOf('app', data)).not.toBe(left[0])
    expect(pidOf('forge', data)).not.toBe(left[1])
    await expectPolicies(page, url)

    const running = PROGRAMS.map((program) => pidOf(program, data))
    await stack.end('SIGINT')
    for (const pid of [...left, ...running]) expect(processIdentity(pid ?? 0)).toBeUndefined()
  } finally {
    await stack.end('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
})

/** The session, the mirror and the forge's answers are all needed for this page. */
async function expectPolicies(page: Page, url: string): Promise<void> {
  await expect(async () => {
    await page.goto(`${url}/policies`)
    await expect(page.getByRole('link', { name: /stripe/ }).first()).toBeVisible({ timeout: 3000 })
  }).toPass(PATIENCE)
}
