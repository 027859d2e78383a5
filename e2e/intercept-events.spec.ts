import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { test } from './fixtures'
import { expectAccessible } from './looks'
import { loginOf, signIn } from './person'
import { Client } from 'pg'
import { z } from 'zod'
import { readDecisionEvent } from '../lib/wire/decision-event'
import { CLI_FILE } from '../scripts/build-cli'
import { stack } from './stack'
import { databaseUrl } from './victims'

/** Written by Intercept itself; the names say in which situation. */
const FIXTURES = join('lib', 'wire', 'fixtures', 'events')

test('every decision in real event files of Intercept reaches the log once, however often they are sent', async ({
  page,
}) => {
  test.slow()
  const name = `golden-${randomUUID().slice(0, 8)}`
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-golden-'))
  try {
    const expected = layOut(join(folder, 'events'))
    expect(expected).toBeGreaterThan(100)
    writeFileSync(join(folder, 'policy.yaml'), 'version: "1"\ndefault: deny\n')
    await signIn(page, loginOf('admin'), '/decisions')
    const key = await makeKey(page, name)
    await connectOnce(folder, name, key)
    expect(await loggedBy(name)).toEqual({ rows: expected, files: filesWithCalls(), twice: 0 })
    // A second connector goes on where the first one ended.
    await connectOnce(folder, name, null)
    expect(await loggedBy(name)).toMatchObject({ rows: expected })

    const day = (days: number) => new Date(Date.now() - AGE_MS + days * 86_400_000).toISOString()
    await page.goto(`/decisions?from=${day(-1)}&to=${day(1)}&proxy=${name}&result=denied&q=delete_repo`)
    const row = page.getByRole('row').filter({ hasText: 'never delete' }).first()
    await row.getByRole('link').first().click()
    const chain = page.getByRole('complementary', { name: 'delete_repo denied' })
    await expect(chain).toContainText('Deleting repositories is <b>never</b> allowed')
    await expect(chain).toContainText('not known, Intercept does not log it')
  } finally {
    const headers = { origin: stack().url }
    await page.request.post(`/api/fleet/${name}/retire`, { data: {}, headers })
    rmSync(folder, { recursive: true, force: true })
  }
})

test('an event file that a second connector calls its own is told on the pages of both proxies, with what to do @long', async ({
  page,
}) => {
  test.slow()
  const run = randomUUID().slice(0, 8)
  const [owner, sender] = [`owner-${run}`, `sender-${run}`]
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-refused-'))
  try {
    const [events, policy] = [join(folder, 'events'), join(folder, 'policy.yaml')]
    mkdirSync(events)
    writeFileSync(policy, 'version: "1"\ndefault: deny\n')
    await signIn(page, loginOf('admin'), '/fleet')
    // The owner is heard of after the other one was enrolled: it did not just get another name.
    for (const name of [sender, owner]) await connectOnce(folder, name, await makeKey(page, name))
    writeFileSync(join(events, 'one.jsonl'), aged(fixture('02-stdio-no-counters-sigterm.jsonl'), policy))
    for (const name of [owner, sender]) await connectOnce(folder, name, null)

    const told = page.getByRole('region', { name: 'Refused event files' })
    await page.goto(`/fleet/${owner}`)
    await expect(told).toContainText(`The connector of ${sender} sent 1 event file of this proxy as its own`)
    await expect(told).toContainText('revoke that token')
    await expectAccessible(page)
    await expect(told.getByRole('link', { name: 'What it means' })).toHaveAttribute(
      'href',
      '/docs/troubleshooting#refused-event-files',
    )
    await told.getByRole('link', { name: sender }).first().click()
    await expect(page).toHaveURL(`/fleet/${sender}`)
    await expect(told).toContainText(`Its connector sent 1 event file of ${owner} as its own`)
    await page.goto('/fleet/everything-prod')
    await expect(page.getByRole('heading', { level: 1, name: 'everything-prod' })).toBeVisible()
    await expect(told).toHaveCount(0)
  } finally {
    const headers = { origin: stack().url }
    for (const name of [owner, sender])
      await page.request.post(`/api/fleet/${name}/retire`, { data: {}, headers })
    rmSync(folder, { recursive: true, force: true })
  }
})

async function makeKey(page: Page, name: string): Promise<string> {
  const scope = { paths: ['policies/**'], names: [name], modes: ['observe'] }
  const headers = { origin: stack().url }
  const answer = await page.request.post('/api/keys', { data: { scope }, headers })
  return z.object({ key: z.string() }).parse(await answer.json()).key
}

function fixture(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8')
}

function callsIn(text: string): number {
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => readDecisionEvent(JSON.parse(line)).kind === 'decision').length
}

function filesWithCalls(): number {
  return readdirSync(FIXTURES).filter((name) => callsIn(fixture(name)) > 0).length
}

/** Within what the log keeps, and before everything that other specs look at. */
const AGE_MS = 20 * 86_400_000

/** The real files, moved in time as a whole, so that they are equally old whenever the test runs. Returns how many decisions are in them. */
function layOut(events: string): number {
  mkdirSync(events)
  let calls = 0
  for (const name of readdirSync(FIXTURES)) {
    const text = aged(fixture(name))
    writeFileSync(join(events, name), text)
    calls += callsIn(text)
  }
  return calls
}

/** An event file as old as `AGE_MS`; with `policy`, of a process that was started with that file. */
function aged(text: string, policy?: string): string {
  const shift = Date.now() - AGE_MS - Date.parse('2026-11-22T16:00:00Z')
  const moved = text.replaceAll(
    /"ts":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/g,
    (_, second: string) => `"ts":"${new Date(Date.parse(`${second}Z`) + shift).toISOString().slice(0, 19)}`,
  )
  return policy === undefined
    ? moved
    : moved.replace(/"config":"[^"]*"/, `"config":${JSON.stringify(policy)}`)
}

async function connectOnce(folder: string, name: string, key: string | null): Promise<void> {
  const files = ['--config', join(folder, 'policy.yaml'), '--events', join(folder, 'events')]
  const proxy = ['--name', name, '--path', 'support/slack.yaml', '--mode', 'observe']
  const more = [
    '--engine',
    'intercept-2026-03',
    '--environment',
    'prod',
    '--state-dir',
    join(folder, `state-${name}`),
  ]
  const args = [CLI_FILE, 'connect', stack().url, ...proxy, ...more, ...files, '--once']
  const child = spawn(process.execPath, [...args, ...(key === null ? [] : ['--enrol', '-'])], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(key === null ? '' : `${key}\n`)
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
}

/** Rows of files that this proxy's connector reported, whether or not their process was matched to it. */
async function loggedBy(name: string): Promise<unknown> {
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  try {
    const { rows } = await client.query(
      `SELECT count(*)::int AS rows, count(DISTINCT d.file)::int AS files,
         (count(*) - count(DISTINCT (d.file, d."offset")))::int AS twice
       FROM decision d JOIN event_file f ON f.number = d.file JOIN proxy p ON p.id = f.reporter_id WHERE p.name = $1`,
      [name],
    )
    return rows[0]
  } finally {
    await client.end()
  }
}
