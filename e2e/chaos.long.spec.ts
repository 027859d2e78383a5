import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
// Not that of fixtures.ts: a browser reports every request to a program that was killed.
import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { demoFleet } from '../scripts/start/demo/fleet'
import { openAgent, type Agent } from './demo-agent'
import { dataFolder, inMain, mergeChange } from './forge-client'
import { expectEveryDecisionOnce } from './log-truth'
import { signInByHand } from './person'
import { seededChance } from './seeded-chance'
import { killNine } from './victims'

const CHAOS_MS = 120_000
const VICTIMS = ['app', 'database', 'connector', 'proxy'] as const
const NAMES = ['everything-prod', 'everything-staging'] as const
const POLICY = 'policies/platform/everything.yaml'
/** What everything that was killed needs to be there again, and what waited for it to be done. */
const PATIENCE = { timeout: 180_000 }

test.describe.configure({ timeout: 20 * 60_000 })

test('two minutes of kill -9 under load: every decision is in the log once, no gap is left unsaid, every state is true', async ({
  page,
}) => {
  const { seed, chance } = seededChance()
  await signInByHand(page, 'mara', '/')

  const over = AbortSignal.timeout(CHAOS_MS)
  const callers = NAMES.flatMap((name) => [new Caller(name), new Caller(name)])
  const calling = callers.map((caller) => caller.callUntil(over))
  const merging = mergeUntil(over, seed)
  const killed: Record<(typeof VICTIMS)[number], number> = { app: 0, database: 0, connector: 0, proxy: 0 }
  while (!over.aborted) {
    await delay(2_000 + chance() * 6_000)
    const victim = VICTIMS[Math.floor(chance() * VICTIMS.length)] ?? 'app'
    const caller = callers[Math.floor(chance() * callers.length)]
    if (victim === 'proxy' ? caller?.kill() : killProgram(victim)) killed[victim] += 1
  }
  await Promise.all(calling)
  const merges = await merging
  const calls = callers.reduce((sum, caller) => sum + caller.answered, 0)
  process.stderr.write(`${calls} calls answered, ${merges} merges, killed ${JSON.stringify(killed)}\n`)
  expect(calls).toBeGreaterThan(0)
  expect(merges).toBeGreaterThan(0)

  await expectEveryDecisionOnce(PATIENCE)
  await expect(async () => {
    const answer = await page.request.get('/api/fleet?format=ndjson', { timeout: 10_000 })
    const rows = (await answer.text()).trim().split('\n').map(readRow)
    for (const { name, policyPath, config } of demoFleet(join(dataFolder(), 'demo'))) {
      const inGit = sha256(await inMain(`policies/${policyPath}`))
      expect(sha256(readFileSync(config))).toBe(inGit)
      const row = rows.find(({ proxy }) => proxy === name)
      expect(row).toMatchObject({ state: 'in-sync', desiredSha256: inGit })
      expect(row?.running.map((content) => content.sha256)).toEqual([inGit])
      expect(row?.running.every(({ evidence }) => evidence >= 3)).toBe(true)
    }
  }).toPass(PATIENCE)
})

/** An agent that calls as fast as it is answered, and starts its proxy again when that ends. */
class Caller {
  answered = 0
  #agent: Agent | null = null

  constructor(private readonly name: (typeof NAMES)[number]) {}

  async callUntil(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      try {
        this.#agent ??= await openAgent(this.name)
        await this.#agent.echo()
        this.answered += 1
        await delay(20)
      } catch {
        await this.#close()
        await delay(200)
      }
    }
    await this.#close()
  }

  /** False when it has no proxy at the moment. */
  kill(): boolean {
    return this.#agent !== null && process.kill(this.#agent.pid, 'SIGKILL')
  }

  async #close(): Promise<void> {
    await this.#agent?.close().catch(() => undefined)
    this.#agent = null
  }
}

/** False when it is only just being started again. */
function killProgram(program: 'app' | 'database' | 'connector'): boolean {
  try {
    killNine(program)
    return true
  } catch {
    return false
  }
}

/** Merges a change of the policy again and again, each approved by a code owner; the forge is not among the victims. Returns how many. */
async function mergeUntil(over: AbortSignal, seed: number): Promise<number> {
  let merges = 0
  while (!over.aborted) {
    const title = `Chaos ${seed} ${merges}`
    const before = (await inMain(POLICY)).toString('utf8')
    const text = `# ${title}\n${before.replace(/^# Chaos .*\n/, '')}`
    await mergeChange(title, { [POLICY]: text })
    merges += 1
    await delay(8_000)
  }
  return merges
}

const row = z.object({
  proxy: z.string(),
  state: z.string(),
  desiredSha256: z.string().nullable(),
  running: z.array(z.object({ sha256: z.string().nullable(), evidence: z.number() })),
})

function readRow(line: string): z.infer<typeof row> {
  return row.parse(JSON.parse(line))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
