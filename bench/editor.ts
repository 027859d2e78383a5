import type { Page } from '@playwright/test'
import * as z from 'zod'
import { startFilledStack } from './console/filled-stack'
import { openConsole, untilListed } from './console/open-console'
import { pushFiles } from './console/push-files'
import { readWatched, untilSettled, watchPage } from './console/watch-page'
import type { BenchOptions, Report } from './main'

const TOOLS = 1000
const POLICY = 'bench/large.yaml'
/** Slower than a fast typist, so that a key that waits for the one before is a long one by itself. */
const BETWEEN_KEYS_MS = 120
const TYPED = 'a note about this tool'

/**
 * Typing into a policy of 1,000 tools in a real browser, in the text and in a field of the form: the slowest key until the next frame
 * (`text interaction`, target ≤ 100 ms), the longest task meanwhile (≤ 50), and how long after the last key its meaning is there.
 */
export async function editor(report: Report, { data }: BenchOptions): Promise<void> {
  const stack = await startFilledStack(data, {
    fill: (_, folder) => pushFiles(folder, [[`policies/${POLICY}`, largePolicy()]]),
    renew: () => Promise.resolve(),
  })
  try {
    await measureEditor(report, stack.url)
  } finally {
    await stack.end()
  }
}

/** The same of a Lockstep that runs and has the policy. */
export async function measureEditor(report: Report, url: string): Promise<void> {
  const { page, close } = await openConsole(url)
  try {
    await untilListed(page, url, POLICY)
    await measure(report, 'text', page, await openDraft(page, url, '?view=text'), async () => {
      const yaml = page.getByRole('textbox', { name: 'YAML', exact: true })
      await yaml.press('ControlOrMeta+End')
      await page.keyboard.type('\n  # ')
    })
    await measure(report, 'form', page, await openDraft(page, url, '?tool=tool_500'), async () => {
      await page.getByRole('textbox', { name: 'Message' }).focus()
      await page.keyboard.type('x')
    })
  } finally {
    await close()
  }
}

async function measure(
  report: Report,
  name: string,
  page: Page,
  address: string,
  begin: () => Promise<void>,
) {
  await page.goto(address)
  await page.locator('.editor[aria-busy="false"]').waitFor()
  await begin()
  await untilMeant(page)
  await untilSettled(page)
  await watchPage(page)
  await page.evaluate(() => Object.assign(document.documentElement.dataset, { inp: '0', longTask: '0' }))
  await page.keyboard.type(TYPED, { delay: BETWEEN_KEYS_MS })
  const last = performance.now()
  await untilMeant(page)
  report(`${name} meaning after the last key`, performance.now() - last, 'ms')
  const { inp, longTask } = await readWatched(page)
  report(`${name} interaction`, inp, 'ms')
  report(`${name} longest task`, longTask, 'ms')
}

/** What the change means is there, of what stands there now. */
async function untilMeant(page: Page): Promise<void> {
  const panel = page.getByRole('region', { name: 'What it means' })
  await panel.getByText(/loosens \d/).waitFor()
  await page.waitForFunction(() => document.querySelector('.panel.stale') === null)
}

async function openDraft(page: Page, url: string, query: string): Promise<string> {
  const made = await page.request.post(`${url}/api/drafts`, {
    headers: { origin: url },
    data: { files: [{ basePath: `policies/${POLICY}` }] },
  })
  const { id } = z.object({ id: z.string() }).parse(await made.json())
  return `${url}/drafts/${id}${query}`
}

function largePolicy(): string {
  const tools = Array.from(
    { length: TOOLS },
    (_, tool) => `  tool_${tool}:
    rules:
      # agreed with the owners of tool ${tool}
      - name: cap-${tool}
        conditions:
          - { path: args.amount, op: lte, value: ${tool + 500} }
        on_deny: "Too much for tool ${tool}."
`,
  )
  return `version: "1"\ndefault: deny\ntools:\n${tools.join('')}`
}
