import { expect, test as base } from '@playwright/test'
import { Faults } from './faults'
import { stack } from './stack'

/**
 * Playwright's `test` for every spec: it fails when any page of any context, also of one that the test makes itself, shows a console error,
 * throws, or fails at a request to Lockstep. What a test provokes on purpose it announces: `faults.announce(403, '/policies')`.
 */
export const test = base.extend<{ faults: Faults }>({
  faults: [
    async ({ browser }, use) => {
      const faults = new Faults(stack().url)
      const watch = faults.watch.bind(faults)
      browser.on('context', watch)
      await use(faults)
      browser.off('context', watch)
      expect(faults.unannounced(), 'faults that the test did not announce').toEqual([])
      expect(faults.missing(), 'faults that were announced and never came').toEqual([])
    },
    { auto: true },
  ],
})
