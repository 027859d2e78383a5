import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
// Not that of fixtures.ts: a browser reports every request to a program that was killed.
import { expect, test, type Page } from '@playwright/test'
import { z } from 'zod'
import { demoFleet } from '../scripts/start/demo/fleet'
import { CHAOS_SCOPE, ChaosHosts } from './chaos-hosts'
import { expectExactly, loseEvents } from './deliberate-losses'
import { openAgent, openAgentAt, type Agent } from './demo-agent'
import { dataFolder, inMain, mergeChange } from './forge-client'
import { expectEveryDecisionOnce } from './log-truth'
import { loginOf, signInByHand } from './person'
import { seededChance } from './seeded-chance'
import { stack } from './stack'
import { killNine } from './victims'

const CHAOS_MS = 120_000
/** Of the stack; its connector is that of the demo. */
const PROGRAMS = ['app', 'database', 'connector'] as const
const NAMES = ['everything-prod', 'everything-staging'] as const
const POLICY = 'policies/platform/everything.yaml'
const CHANGED_MEANWHILE = 'the file changed about when the process loaded it'
/** What everything that was killed needs to be there again, and what waited for it to be done. */
const PATIENCE = { timeout: 180_000 }

test.describe.configure({ timeout: 20 * 60_000 })

let hosts: ChaosHosts

test.beforeAll(async () => {
  hosts = new ChaosHosts(POLICY, await inMain(POLICY))
})
test.afterEach(async ({ page }) => {
  await hosts.stop()
  // Other specs look at who runs this policy.
  const options = { data: {}, headers: { origin: stack().url } }
  for (const { name } of hosts.proxies) await page.request.post(`/api/fleet/${name}/retire`, options)
})

test('two minutes of kill -9 under load, with connectors of every mode: every decision is in the log once, what is destroyed is said to be missing and nothing else, every state is true', async ({
  page,
}) => {
  const { seed, chance } = seededChance()
  await signInByHand(page, loginOf('admin'), '/')
  hosts.start(await makeKey(page))

  const over = AbortSignal.timeout(CHAOS_MS)
  const own = hosts.proxies.filter(({ engine }) => engine === 'lockstep')
  const callers = [
    ...NAMES.flatMap((name) => [new Caller(() => openAgent(name)), new Caller(() => openAgent(name))]),
    ...own.map((proxy) => new Caller(() => openAgentAt(proxy))),
  ]
  const calling = callers.map((caller) => caller.callUntil(over))
  const merging = mergeUntil(over, seed)
  const victims = [...PROGRAMS, 'proxy', ...hosts.victims]
  const killed: Record<string, number> = {}
  while (!over.aborted) {
    await delay(1_000 + chance() * 3_000)
    const victim = victims[Math.floor(chance() * victims.length)] ?? 'app'
    const caller = callers[Math.floor(chance() * callers.length)]
    const program = PROGRAMS.find((name) => name === victim)
    const isKilled = program ? killProgram(program) : victim === 'proxy' ? caller?.kill() : hosts.kill(victim)
    if (isKilled === true) killed[victim] = (killed[victim] ?? 0) + 1
  }
  await Promise.all(calling)
  const merges = await merging
  // A process without a caller has ended; one that only runs is to be judged as well.
  const resting = await Promise.all(own.map(openAgentAt))
  const calls = callers.reduce((sum, caller) => sum + caller.answered, 0)
  process.stderr.write(`${calls} calls answered, ${merges} merges, killed ${JSON.stringify(killed)}\n`)
  expect(calls).toBeGreaterThan(0)
  expect(merges).toBeGreaterThan(0)

  await expectEveryDecisionOnce(PATIENCE, hosts.proxies)
  await expect(async () => {
    const answer = await page.request.get('/api/fleet?format=ndjson', { timeout: 10_000 })
    const rows = (await answer.text()).trim().split('\n').map(readRow)
    const demo = demoFleet(join(dataFolder(), 'demo')).map(({ name, policyPath, config }) => ({
      name,
      config,
      path: `policies/${policyPath}`,
    }))
    const others = hosts.proxies.map(({ name, config }) => ({ name, config, path: POLICY }))
    for (const { name, path, config } of [...demo, ...others]) {
      const inMainNow = await inMain(path)
      const inGit = sha256(inMainNow)
      expect(sha256(readFileSync(config))).toBe(inGit)
      const row = rows.find(({ proxy }) => proxy === name)
      if (row !== undefined && mayHaveMissed(row)) hosts.bring(inMainNow)
      expect({ proxy: name, ...row }).toMatchObject({
        proxy: name,
        state: 'in-sync',
        desiredSha256: inGit,
        running: row?.running.map(({ evidence }) => ({ sha256: inGit, evidence: Math.max(3, evidence) })),
      })
      expect(row?.running).not.toEqual([])
    }
  }).toPass(PATIENCE)
  const [proxy] = own
  const [agent] = resting
  if (proxy === undefined || agent === undefined) throw new Error('no proxy of our own')
  await expectExactly(await loseEvents(hosts, { proxy, agent, host: 'fed' }, PATIENCE), PATIENCE)
  await Promise.all(resting.map((one) => one.close()))
})

async function makeKey(page: Page): Promise<string> {
  const headers = { origin: stack().url }
  const data = { scope: { ...CHAOS_SCOPE, paths: [POLICY] }, uses: null }
  const answer = await page.request.post('/api/keys', { data, headers })
  return z.object({ key: z.string() }).parse(await answer.json()).key
}

/** An agent that calls as fast as it is answered, and starts its proxy again when that ends. */
class Caller {
  answered = 0
  #agent: Agent | null = null

  constructor(private readonly open: () => Promise<Agent>) {}

  async callUntil(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      try {
        this.#agent ??= await this.open()
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
function killProgram(program: (typeof PROGRAMS)[number]): boolean {
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
    hosts.bring(Buffer.from(text))
    merges += 1
    await delay(8_000)
  }
  return merges
}

/**
 * A stock program hears of no change between its start and its watch. Nobody writes to the file of a proxy that is only observed: that it is
 * not known what it runs is true, until its delivery tool writes the file once more.
 */
function mayHaveMissed({ proxy, state, why }: z.infer<typeof row>): boolean {
  const isObserved = hosts.proxies.some(({ name, mode }) => name === proxy && mode === 'observe')
  return isObserved && state === 'unverified' && why.includes(CHANGED_MEANWHILE)
}

const row = z.object({
  proxy: z.string(),
  state: z.string(),
  why: z.string(),
  desiredSha256: z.string().nullable(),
  running: z.array(z.object({ sha256: z.string().nullable(), evidence: z.number() })),
})

function readRow(line: string): z.infer<typeof row> {
  return row.parse(JSON.parse(line))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
