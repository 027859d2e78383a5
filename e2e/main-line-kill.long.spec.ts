import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
// Not that of fixtures.ts: a browser reports every request to a program that was killed.
import { expect, type Page, test } from '@playwright/test'
import { z } from 'zod'
import { demoFleet } from '../scripts/start/demo/fleet'
import { openAgent, type Agent } from './demo-agent'
import { asPerson, dataFolder } from './forge-client'
import { expectEveryDecisionOnce } from './log-truth'
import { signInByHand } from './person'
import { seededChance } from './seeded-chance'
import { stack } from './stack'
import { killNine } from './victims'

const VICTIMS = ['app', 'connector', 'proxy', 'database'] as const
const STEPS = ['propose', 'approve', 'merge', 'deliver', 'call', 'log'] as const
const POLICY = 'policies/platform/everything.yaml'
/** What a killed program needs to be there again, and what waited for it to be done. */
const PATIENCE = { timeout: 180_000 }
const LONGEST_DELAY_MS = 800

test.describe.configure({ timeout: 30 * 60_000 })

test('the main line goes on when any part of it is killed at any step, loses nothing and counts nothing twice', async ({
  page,
}) => {
  const { seed, chance } = seededChance()
  await signInByHand(page, 'mara', '/')
  const line = new MainLine(page, await openAgent('everything-prod'))
  try {
    for (const victim of VICTIMS) {
      const at = STEPS[Math.floor(chance() * STEPS.length)]
      const after = Math.floor(chance() * LONGEST_DELAY_MS)
      process.stderr.write(`kill -9 of the ${victim}, ${after} ms into the step "${at}"\n`)
      line.begin(`Echo is closed: ${seed} ${victim}.`)
      for (const step of STEPS) {
        const kill = step === at ? delay(after).then(() => line.kill(victim)) : null
        await Promise.all([kill, line[step]()])
      }
    }
    await expectEveryDecisionOnce(PATIENCE)
  } finally {
    await line.agent.close()
  }
})

const created = z.object({ id: z.string() })
const saved = z.object({ revision: z.number() })
const opened = z.object({ kind: z.literal('opened'), number: z.number() })
const content = z.object({ content: z.string() })
const pull = z.object({ merged: z.boolean() })

/** Each step does what a person would do when something is away: try again until it is done. */
class MainLine {
  #message = ''
  #draft: string | null = null
  #number = 0

  constructor(
    private readonly page: Page,
    public agent: Agent,
  ) {}

  begin(message: string): void {
    this.#message = message
    this.#draft = null
  }

  kill(victim: (typeof VICTIMS)[number]): void {
    if (victim === 'proxy') process.kill(this.agent.pid, 'SIGKILL')
    else killNine(victim)
  }

  async propose(): Promise<void> {
    const headers = { origin: stack().url }
    const { request } = this.page
    const rule = `      - name: "closed"\n        action: deny\n        on_deny: "${this.#message}"\n`
    await expect(async () => {
      if (this.#draft === null) {
        const call = await asPerson('mara')
        const file = content.parse(await call('GET', `/contents/${POLICY}?ref=main`))
        const before = Buffer.from(file.content, 'base64').toString('utf8')
        // The newest rule comes first, so that it is the one that denies.
        const text = before
          .replace(/ {6}- name: "closed"\n.*\n.*\n/, '')
          .replace('  echo:\n    rules:\n', (head) => head + rule)
        const data = { title: this.#message, files: [{ basePath: POLICY, text }] }
        const made = await request.post('/api/drafts', { headers, data })
        this.#draft = created.parse(await made.json()).id
      }
      const { revision } = saved.parse(await (await request.get(`/api/drafts/${this.#draft}`)).json())
      const data = { revision, title: this.#message }
      const sent = await request.post(`/api/drafts/${this.#draft}/submit`, { headers, data })
      const last = (await sent.text()).trim().split('\n').at(-1) ?? ''
      this.#number = opened.parse(JSON.parse(last)).number
    }).toPass(PATIENCE)
    // However often it was sent.
    const pulls = z
      .array(z.object({ title: z.string() }))
      .parse(await (await asPerson('mara'))('GET', '/pulls?state=all&per_page=100'))
    expect(pulls.filter(({ title }) => title === this.#message)).toHaveLength(1)
  }

  async approve(): Promise<void> {
    await (
      await asPerson('ines')
    )('POST', `/pulls/${this.#number}/reviews`, { event: 'APPROVE' })
  }

  async merge(): Promise<void> {
    const call = await asPerson('ines')
    await call('PUT', `/pulls/${this.#number}/merge`, {})
    expect(pull.parse(await call('GET', `/pulls/${this.#number}`)).merged).toBe(true)
  }

  /** Every process of the two proxies of this policy is proved to run the merged text. */
  async deliver(): Promise<void> {
    const file = content.parse(await (await asPerson('mara'))('GET', `/contents/${POLICY}?ref=main`))
    const text = Buffer.from(file.content, 'base64').toString('utf8')
    await expect(async () => {
      for (const { name, config } of demoFleet(join(dataFolder(), 'demo'))) {
        if (!name.startsWith('everything-')) continue
        expect(readFileSync(config, 'utf8')).toBe(text)
        await this.page.goto(`/fleet/${name}`)
        await expect(this.page.getByRole('main')).toContainText('In sync', { timeout: 2000 })
      }
    }).toPass(PATIENCE)
  }

  async call(): Promise<void> {
    await expect(async () => {
      try {
        expect(await this.agent.echo()).toContain(this.#message)
      } catch (error) {
        // Its proxy was killed: an agent starts it again.
        await this.agent.close()
        this.agent = await openAgent('everything-prod')
        throw error
      }
    }).toPass(PATIENCE)
  }

  async log(): Promise<void> {
    await expect(async () => {
      await this.page.goto(`/decisions?hours=1&q=${encodeURIComponent(this.#message)}`)
      const log = this.page.getByRole('table', { name: 'Decisions', exact: true })
      const row = log.getByRole('row').filter({ hasText: 'echo' }).first()
      await row.getByRole('link').first().click({ timeout: 2000 })
      const chain = this.page.getByRole('complementary', { name: /^echo denied$/ })
      for (const part of [this.#message, `#${this.#number}`, 'Approved by @ines'])
        await expect(chain).toContainText(part, { timeout: 3000 })
    }).toPass(PATIENCE)
  }
}
