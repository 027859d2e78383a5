import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
// Not that of fixtures.ts: a browser reports every request to a program that was stopped.
import { expect, test, type Page } from '@playwright/test'
import { z } from 'zod'
import { processIdentity } from '../scripts/processes/identity.mjs'
import { demoFleet } from '../scripts/start/demo/fleet'
import { OwnCheckout } from './own-checkout'
import { pidOf } from './victims'

/** Two cores run the stack of the other specs beside this one. */
const PATIENCE = { timeout: 180_000 }

test.describe.configure({ timeout: 15 * 60_000 })

test('a checkout in a folder with a space that only its owner can enter starts, stops at any moment, and goes on where it stopped', async ({
  page,
}) => {
  const checkout = new OwnCheckout()
  try {
    await test.step('Ctrl-C while it builds leaves nothing running and no build', async () => {
      checkout.start()
      await expect.poll(() => isBuilding(checkout), PATIENCE).toBe(true)
      await stop(checkout)
      expect(builds(checkout)).toEqual([])
    })

    await test.step('Ctrl-C while it seeds the forge leaves nothing running', async () => {
      checkout.takeBuild()
      checkout.start()
      await expect.poll(() => existsSync(join(checkout.data, 'forge', 'seeding')), PATIENCE).toBe(true)
      expect(programsOf(checkout, 'forge/seed/main.ts')).toHaveLength(1)
      expect(await stop(checkout)).not.toContain('Starting the forge')
    })

    const ready =
      await test.step('the next one is ready when it says so, where it says, with everybody it names', async () => {
        checkout.start()
        await expect.poll(() => existsSync(checkout.readyFile), PATIENCE).toBe(true)
        await expectAnswers(checkout)
        return readReady(checkout)
      })

    await test.step('a demo agent that was killed is started again, with one session through each proxy', async () => {
      await expectFleetRuns(checkout)
      const agent = pidOf('agent', checkout.data) ?? 0
      const before = [agent, ...fleetOf(checkout)]
      process.kill(agent, 'SIGKILL')
      await expect.poll(() => before.filter(runs), PATIENCE).toEqual([])
      const events = eventBytes(checkout)
      await expectFleetRuns(checkout)
      await expect.poll(() => eventBytes(checkout), PATIENCE).toBeGreaterThan(events)
    })

    await signIn(page, ready.url)
    const enrolled = enrolments(checkout)
    await test.step('Ctrl-C stops the app, the forge, the database, the connector, the agent, proxies and their servers', async () => {
      const running = [...checkout.programs().keys()]
      for (const program of ['app', 'forge', 'database', 'connector', 'agent'] as const)
        expect(running).toContain(pidOf(program, checkout.data))
      expect(await stop(checkout)).toMatch(/\nStopped\n/)
      expect(running.filter(runs)).toEqual([])
    })

    await test.step('the second start is at the same addresses with the same sessions and enrolments', async () => {
      checkout.start()
      await expect.poll(() => existsSync(checkout.readyFile), PATIENCE).toBe(true)
      expect(readReady(checkout)).toEqual(ready)
      await page.goto(`${ready.url}/fleet`)
      await expect(page.getByRole('link', { name: 'everything-prod' }).first()).toBeVisible()
      await expectFleetRuns(checkout)
      expect(enrolments(checkout)).toEqual(enrolled)
      const said = await stop(checkout)
      expect(said).toMatch(/\nStopped\n/)
      expect(said).not.toMatch(/Building|Seeding|Stopped what an earlier start left/)
    })
  } finally {
    await checkout.ctrlC()
    checkout.remove()
  }
})

/** Ctrl-C, and nothing is left; resolves to what the start said. */
async function stop(checkout: OwnCheckout): Promise<string> {
  const said = await checkout.ctrlC()
  expect([...checkout.programs().values()], said).toEqual([])
  return said
}

function runs(pid: number): boolean {
  return processIdentity(pid) !== undefined
}

function programsOf(checkout: OwnCheckout, part: string): number[] {
  return [...checkout.programs()].filter(([, args]) => args.includes(part)).map(([pid]) => pid)
}

/** Its record is there, and its first files. */
function isBuilding({ root }: OwnCheckout): boolean {
  return existsSync(join(root, 'dist', 'workspace', 'build.json')) && existsSync(join(root, '.next'))
}

function builds(checkout: OwnCheckout): string[] {
  const folder = join(checkout.root, 'dist', 'app')
  return existsSync(folder) ? readdirSync(folder) : []
}

const readySchema = z.strictObject({
  url: z.url(),
  forgeUrl: z.url(),
  accounts: z.array(z.strictObject({ login: z.string(), name: z.string(), role: z.string() })).min(4),
})

function readReady(checkout: OwnCheckout): z.infer<typeof readySchema> {
  return readySchema.parse(JSON.parse(readFileSync(checkout.readyFile, 'utf8')))
}

const permission = z.object({ role_name: z.string(), user: z.object({ name: z.string().nullish() }) })

/** Once, without a second try: the file says that they answer. */
async function expectAnswers(checkout: OwnCheckout): Promise<void> {
  const { url, forgeUrl, accounts } = readReady(checkout)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  const admin = readFileSync(join(checkout.data, 'forge', 'admin-token'), 'utf8').trim()
  const made = await fetch(`${forgeUrl}/_admin/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'priya' }),
  })
  const { token } = z.object({ token: z.string() }).parse(await made.json())
  for (const { login, role } of accounts) {
    const path = `/api/v3/repos/northwind/agent-policies/collaborators/${login}/permission`
    const answer = await fetch(forgeUrl + path, { headers: { authorization: `Bearer ${token}` } })
    expect(permission.parse(await answer.json()).role_name, login).toBe(role)
  }
}

/** One proxy and one MCP server for each of the demo fleet, all of them children of the one agent. */
async function expectFleetRuns(checkout: OwnCheckout): Promise<void> {
  const size = demoFleet(checkout.data).length
  await expect.poll(() => fleetOf(checkout).length, PATIENCE).toBe(2 * size)
}

/** Processes of proxies and of the MCP servers behind them. */
function fleetOf(checkout: OwnCheckout): number[] {
  const proxies = programsOf(checkout, 'lockstep.mjs proxy')
  const servers = programsOf(checkout, 'modelcontextprotocol/server-').filter((pid) => !proxies.includes(pid))
  return [...proxies, ...servers]
}

function eventBytes(checkout: OwnCheckout): number {
  const files = demoFleet(join(checkout.data, 'demo')).flatMap(({ events }) =>
    readdirSync(events).map((name) => join(events, name)),
  )
  return files.reduce((sum, file) => sum + statSync(file).size, 0)
}

function enrolments(checkout: OwnCheckout): string[] {
  const state = join(checkout.data, 'demo', 'connector')
  return demoFleet(checkout.data).map(({ name }) => readFileSync(join(state, name, 'enrolment.json'), 'utf8'))
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/fleet`)
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: /^mara / }).click()
  await expect(page.getByRole('link', { name: 'everything-prod' }).first()).toBeVisible(PATIENCE)
}
