import { defineConfig } from 'vitest/config'
import usual from '../../vitest.config'

const LONG = '**/*.long.test.ts'

/** As the usual configuration, but for the tests that it leaves out. */
export default defineConfig({
  ...usual,
  test: {
    ...usual.test,
    include: [LONG],
    exclude: usual.test?.exclude?.filter((pattern) => pattern !== LONG) ?? [],
    // A few files: a process for each costs nothing here.
    isolate: true,
    testTimeout: 30 * 60_000,
    // The reporter lists every test above this, and here all of them are slow.
    slowTestThreshold: 60_000,
  },
})
