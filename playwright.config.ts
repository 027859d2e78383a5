import { defineConfig, type Project } from '@playwright/test'
import { findBrowser } from './scripts/find-browser'

const isLong = process.env.LOCKSTEP_LONG === '1'

/** Specs that kill, hold up or reset the programs of the one stack that all share: one at a time, and with no other beside them. */
const ALONE = '*.long.spec.ts'

/**
 * `npm test` leaves out what is called @long. The long tests run that, and what is said to read well in every look once more (e2e/looks.ts);
 * after that the specs that need the stack for themselves.
 */
const PROJECTS: Project[] = isLong
  ? [
      { ...named('beside'), testIgnore: ALONE, grep: /@long|in every look/ },
      { ...named('alone'), testMatch: ALONE, workers: 1 },
    ]
  : [{ ...named('usual'), testIgnore: ALONE, grepInvert: /@long/ }]

/** Each run empties its folder: what one that failed left must outlast the next stage. */
function named(name: string) {
  return { name, outputDir: `artifacts/e2e/${name}` }
}

const CHROMIUM_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Else Chromium keeps a spare process ready at each navigation; here each costs more than most pages.
  '--renderer-process-limit=1',
  // Containers give /dev/shm 64 MB, which pages outgrow.
  '--disable-dev-shm-usage',
  // As root Chromium runs without its sandbox or not at all.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

/** End to end, against the stack that `npm start` starts (e2e/global-setup.ts). */
export default defineConfig({
  testDir: 'e2e',
  projects: PROJECTS,
  globalSetup: './e2e/global-setup.ts',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  workers: 2,
  retries: 0,
  // A long test looks at each page four times.
  timeout: isLong ? 240_000 : 90_000,
  // Two cores run the whole stack, its fleet and the browsers.
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    // Set by the global set-up, before workers read this file again.
    baseURL: process.env.LOCKSTEP_E2E_URL,
    launchOptions: { executablePath: findBrowser(), args: CHROMIUM_FLAGS },
    timezoneId: 'UTC',
    locale: 'en-GB',
    // Chromium can wait for ever for the rest of a page whose server was killed in the middle of it.
    navigationTimeout: 30_000,
    // Shorter than a test may take, so that the error names what was waited for.
    actionTimeout: 60_000,
    contextOptions: { reducedMotion: 'reduce' },
    // A trace takes a tenth of the time of every test, also of those that pass: `npx playwright test --trace on e2e/NAME.spec.ts`.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
})
