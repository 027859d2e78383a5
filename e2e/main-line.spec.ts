import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { CLI_FILE } from '../scripts/build-cli'
import { demoFleet, serverCommand } from '../scripts/start/demo/fleet'
import { stack } from './stack'

const POLICY = 'policies/platform/everything.yaml'
const MESSAGE = 'Echo is closed while INC-3120 is open.'
const RULE = `      - name: echo-closed
        action: deny
        on_deny: "${MESSAGE}"
`

test('a rule goes from the console through the forge into a running proxy, and denies the next call', async ({
  browser,
}) => {
  test.slow()
  const analyst = await signedIn(browser, 'mara', `/policies/platform/everything.yaml`)
  await expect(analyst.getByRole('heading', { level: 1 })).toContainText('everything.yaml')
  const agent = await openAgent()
  try {
    expect(await echo(agent.client)).toMatchObject({ content: [{ text: 'Echo: hello' }] })

    const number = await propose(analyst)
    const merged = await approveAndMerge(browser, analyst, number)

    await expect(async () => {
      await analyst.goto('/fleet')
      for (const name of ['everything-prod', 'everything-staging']) {
        const row = analyst.getByRole('row', { name: new RegExp(name) })
        await expect(row).toContainText('In sync', { timeout: 500 })
        await expect(row).toContainText(/E[345]/, { timeout: 500 })
        await expect(row.getByText(merged).first()).toBeVisible({ timeout: 500 })
      }
    }).toPass({ timeout: 30_000 })
    expect(JSON.stringify(await echo(agent.client))).toContain(MESSAGE)
  } finally {
    await agent.close()
    await analyst.context().close()
  }
})

/** Signs in through the forge's account picker in a browser of their own. */
async function signedIn(browser: Browser, login: string, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(path)
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: new RegExp(`^${login} `) }).click()
  await expect(page).toHaveURL(new RegExp(`${path}$`))
  return page
}

/** Makes a draft with the rule added and submits it as the person; returns the pull request's number. */
async function propose(page: Page): Promise<number> {
  const headers = { origin: stack().url }
  const before = await readFile(join('policies', 'platform', 'everything.yaml'), 'utf8')
  const text = before.replace('  echo:\n    rules:\n', (head) => head + RULE)
  const title = 'Close echo during INC-3120'
  const made = await page.request.post('/api/drafts', {
    headers,
    data: { title, files: [{ basePath: POLICY, text }] },
  })
  const { id } = await made.json()
  const { revision } = await (await page.request.get(`/api/drafts/${id}`)).json()
  const sent = await page.request.post(`/api/drafts/${id}/submit`, { headers, data: { revision, title } })
  const lines = (await sent.text()).trim().split('\n')
  const result = JSON.parse(lines.at(-1) ?? '{}')
  expect(result).toMatchObject({ kind: 'opened' })
  return Number(result.number)
}

/** On the forge's pages: the author's own approval is refused, an owner's counts, and the owner merges. Returns the merge commit, short. */
async function approveAndMerge(browser: Browser, author: Page, number: number): Promise<string> {
  const url = `${stack().forgeUrl}/northwind/agent-policies/pull/${number}`
  await author.goto(url)
  await expect(author.getByText('northwind/platform', { exact: true })).toBeVisible()
  await author.getByRole('button', { name: 'Approve' }).click()
  await expect(author.getByText('Can not approve your own pull request')).toBeVisible()

  const owner = await (await browser.newContext()).newPage()
  await owner.goto(`${stack().forgeUrl}/login`)
  await owner.getByRole('button', { name: /^ines / }).click()
  await owner.goto(url)
  await owner.getByRole('button', { name: 'Approve' }).click()
  await owner.getByRole('button', { name: 'Merge pull request' }).click()
  const merged = owner.getByText(/^Merged by ines as [0-9a-f]{7}\.$/)
  await expect(merged).toBeVisible()
  const sha = /[0-9a-f]{7}(?=\.$)/.exec(await merged.innerText())?.[0] ?? ''
  await owner.context().close()
  return sha
}

/** A real MCP client of the test's own through one more process of a demo proxy: same policy file, same folder of events. */
async function openAgent(): Promise<{ client: Client; close: () => Promise<void> }> {
  const data = join(dirname(process.env.LOCKSTEP_E2E_READY ?? ''), 'data')
  const proxy = demoFleet(join(data, 'demo')).find(({ name }) => name === 'everything-prod')
  if (proxy === undefined) throw new Error('the demo fleet has no proxy everything-prod')
  const counters = await mkdtemp(join(tmpdir(), 'lockstep-e2e-counters-'))
  const files = ['--policy', proxy.config, '--events', proxy.events, '--state-dir', counters]
  const client = new Client({ name: 'main-line', version: '1' })
  const args = [CLI_FILE, 'proxy', ...files, '--', ...serverCommand(proxy)]
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))
  const close = async () => {
    await client.close()
    await rm(counters, { recursive: true, force: true })
  }
  return { client, close }
}

function echo(client: Client): ReturnType<Client['callTool']> {
  return client.callTool({ name: 'echo', arguments: { message: 'hello' } })
}
