import type { Page } from '@playwright/test'
import type { BenchOptions, Report } from '../main'
import { startFilledStack, type Filling } from './filled-stack'
import { longestListTasks } from './measure-lists'
import { openConsole, untilListed } from './open-console'
import { screensOf, type KnownPlaces } from './screens'
import { readWatched, untilSettled, type Watched, watchPage } from './watch-page'

/** Requests of one page whose server time is taken, after the first two. */
const REQUESTS = 20
const LOADS = 3

/** Screens whose list is as long as the company is large. */
const LISTS = ['fleet', 'decisions'] as const

/** What is measured. */
export interface MeasuredConsole extends Filling, KnownPlaces {}

/**
 * The console over a production build in a real browser. Per screen: the p95 of the time until the whole answer of the server is there; the
 * median of the largest contentful paint; the JavaScript that is fetched before anybody does something; the slowest of some interactions
 * until the next frame, and the longest task meanwhile, with the next page of a long list among them; and how much the layout shifted. Of
 * the two long lists also the longest task of ten of their pages apart from the load: while each is scrolled through, and until the next.
 */
export async function measureConsole(
  report: Report,
  { data, prepare, only }: BenchOptions,
  measured: MeasuredConsole,
): Promise<void> {
  const stack = await startFilledStack(data, measured)
  if (prepare) return stack.end()
  const { url } = stack
  const { page, close } = await openConsole(url)
  try {
    await untilListed(page, url, measured.policy)
    const worst = { server: 0, lcp: 0, inp: 0, longTask: 0, shift: 0, kilobytes: 0, scroll: 0, paging: 0 }
    const screens = await screensOf(page, url, measured)
    for (const [name, path] of Object.entries(screens)) {
      if (only.length > 0 && !only.includes(name)) continue
      const { p95: server, failures } = await serverTime(page, url + path)
      const { lcp, inp, kilobytes, longTask, shift } = await paint(page, url + path)
      report(`${name} server p95`, server, 'ms')
      report(`${name} failures`, failures, 'of 22')
      report(`${name} LCP`, lcp, 'ms')
      report(`${name} interaction`, inp, 'ms')
      report(`${name} longest task`, longTask, 'ms')
      report(`${name} layout shift`, shift, '')
      report(`${name} JavaScript`, kilobytes, 'kB')
      worst.server = Math.max(worst.server, server)
      worst.lcp = Math.max(worst.lcp, lcp)
      worst.inp = Math.max(worst.inp, inp)
      worst.longTask = Math.max(worst.longTask, longTask)
      worst.shift = Math.max(worst.shift, shift)
      worst.kilobytes = Math.max(worst.kilobytes, kilobytes)
    }
    for (const name of LISTS) {
      const path = screens[name]
      if (path === undefined || (only.length > 0 && !only.includes(`${name} pages`))) continue
      const { scrolling, paging } = await longestListTasks(page, url + path)
      report(`${name} pages scrolling`, scrolling, 'ms')
      report(`${name} pages next`, paging, 'ms')
      worst.scroll = Math.max(worst.scroll, scrolling)
      worst.paging = Math.max(worst.paging, paging)
    }
    report('worstServerP95Ms', worst.server, 'ms')
    report('worstLcpMs', worst.lcp, 'ms')
    report('worstInpMs', worst.inp, 'ms')
    report('worstLongTaskMs', worst.longTask, 'ms')
    report('worstScrollTaskMs', worst.scroll, 'ms')
    report('worstPagingTaskMs', worst.paging, 'ms')
    report('worstLayoutShift', worst.shift, '')
    report('heaviestKb', worst.kilobytes, 'kB')
  } finally {
    await close()
    await stack.end()
  }
}

/** p95 of the time until the last byte of the document, one request after the other; and how many were no page. */
async function serverTime(page: Page, address: string): Promise<{ p95: number; failures: number }> {
  const times: number[] = []
  let failures = 0
  for (let request = 0; request < REQUESTS + 2; request += 1) {
    const start = performance.now()
    const answer = await page.request.get(address, { timeout: 60_000 })
    await answer.body()
    if (!answer.ok()) failures += 1
    if (request >= 2) times.push(performance.now() - start)
  }
  const p95 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN
  return { p95, failures }
}

async function paint(page: Page, address: string): Promise<Watched & { readonly kilobytes: number }> {
  const loads: Watched[] = []
  const kilobytes: number[] = []
  for (let load = 0; load < LOADS; load += 1) {
    // What stands under the pointer would fetch ahead what a press on it opens.
    await page.mouse.move(0, 0)
    await page.goto(address, { waitUntil: 'load' })
    await watchPage(page)
    await untilSettled(page)
    // What is imported when it is opened first does not count.
    kilobytes.push(await page.evaluate(fetchedKilobytes))
    await interact(page)
    loads.push(await readWatched(page))
  }
  const median = loads.toSorted((a, b) => a.lcp - b.lcp)[Math.floor(LOADS / 2)]
  return {
    lcp: median?.lcp ?? Number.NaN,
    inp: Math.max(...loads.map(({ inp }) => inp)),
    longTask: Math.max(...loads.map(({ longTask }) => longTask)),
    shift: Math.max(...loads.map(({ shift }) => shift)),
    kilobytes: Math.max(...kilobytes),
  }
}

/** What people do on every page: walk the rows, open the palette and close it, scroll, go to the next page of a long list. */
async function interact(page: Page): Promise<void> {
  for (const key of ['j', 'j', 'k']) await page.keyboard.press(key)
  await page.keyboard.press('ControlOrMeta+k')
  // Fetched when it is opened first: a key before that would close nothing.
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.mouse.move(700, 500)
  for (let turn = 0; turn < 5; turn += 1) await page.mouse.wheel(0, 900)
  const next = page.getByRole('main').getByRole('link', { name: /^(Next \d|Older$)/ })
  if (await next.isVisible()) {
    const before = page.url()
    await next.click()
    await page.waitForURL((url) => url.href !== before)
  }
}

/** In the page. */
function fetchedKilobytes(): number {
  const scripts = performance
    .getEntriesByType('resource')
    .filter((entry): entry is PerformanceResourceTiming => 'encodedBodySize' in entry)
    .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
  return scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000
}
