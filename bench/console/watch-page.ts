import type { Page } from '@playwright/test'

/** What a page did since it was loaded, in milliseconds; `shift` is the sum of its layout shifts. */
export interface Watched {
  readonly lcp: number
  /** The slowest interaction until the next frame. */
  readonly inp: number
  readonly longTask: number
  readonly shift: number
}

/** Observes in the page, from its beginning where the browser kept entries; the figures are kept on the root element. */
export function watchPage(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { dataset } = document.documentElement
    const keepMost = (name: string, value: number) => {
      dataset[name] = String(Math.max(Number(dataset[name] ?? 0), value))
    }
    const observe = (type: string, take: (entry: PerformanceEntry) => void) => {
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) take(entry)
      })
      observer.observe(
        Object.assign({ type, buffered: true }, type === 'event' ? { durationThreshold: 16 } : {}),
      )
      // What happened and was not reported yet.
      addEventListener('read-watched', () => {
        for (const entry of observer.takeRecords()) take(entry)
      })
    }
    observe('largest-contentful-paint', ({ startTime }) => keepMost('lcp', startTime))
    observe('event', ({ duration }) => keepMost('inp', duration))
    observe('longtask', ({ duration }) => keepMost('longTask', duration))
    observe('layout-shift', (entry) => {
      if ('hadRecentInput' in entry && entry.hadRecentInput === true) return
      const value = 'value' in entry ? Number(entry.value) : 0
      dataset.shift = String(Number(dataset.shift ?? 0) + value)
    })
  })
}

/** Once the frame that shows the last interaction has been drawn, and the browser has nothing else to do. */
export function readWatched(page: Page): Promise<Watched> {
  return page.evaluate(async () => {
    const nextFrame = () => new Promise((done) => requestAnimationFrame(done))
    await nextFrame()
    await nextFrame()
    await new Promise((done) => requestIdleCallback(done))
    dispatchEvent(new Event('read-watched'))
    const { lcp, inp, longTask, shift } = document.documentElement.dataset
    return {
      lcp: Number(lcp),
      inp: Number(inp ?? 0),
      longTask: Number(longTask ?? 0),
      shift: Number(shift ?? 0),
    }
  })
}

/** Until the scripts of the page and all that they fetched by themselves are there, and the browser has nothing else to do. */
export async function untilSettled(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const count = () => performance.getEntriesByType('resource').length
    const before = count()
    await new Promise((done) => requestIdleCallback(done))
    await new Promise((done) => requestIdleCallback(done))
    return document.querySelector('[aria-busy="true"]') === null && count() === before
  })
}
