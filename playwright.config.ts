import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/find-browser'

const isLong = process.env.LOCKSTEP_LONG === '1'

/** Specs that look at pages: the long tests do it in every look, and keep the pictures (e2e/looks.ts). */
const LOOKING = readdirSync('e2e').filter(
  (name) => name.endsWith('.spec.ts') && readFileSync(join('e2e', name), 'utf8').includes('InEveryLook('),
)

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
  testMatch: isLong ? ['*.long.spec.ts', ...LOOKING] : '*.spec.ts',
  testIgnore: isLong ? [] : '*.long.spec.ts',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'artifacts/e2e',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // Long specs kill the programs of the one stack that they share: one at a time.
  workers: isLong ? 1 : 2,
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
    contextOptions: { reducedMotion: 'reduce' },
    // A trace takes a tenth of the time of every test, also of those that pass: `npx playwright test --trace on e2e/NAME.spec.ts`.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
})
