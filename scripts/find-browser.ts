import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { chromium } from '@playwright/test'
import { Advice } from './advice'

const SYSTEM = [
  // Chromium without windows, as Playwright itself would start it: a fifth less work for the same pages.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Where to look, so that tests need not change the machine. */
export interface Places {
  /** LOCKSTEP_CHROMIUM. */
  asked: string | undefined
  system: string[]
  /** Playwright's own download. */
  own: string
  /** Installs a system browser where that is allowed: in CI as root. */
  install: () => void
}

/** The program to test with. Order: the path asked for, an installed Chromium or Chrome, Playwright's own, apt-get in CI as root. */
export function findBrowser(places: Places = thisMachine()): string {
  const { asked, system, own, install } = places
  if (asked !== undefined && asked !== '') {
    if (isProgram(asked)) return asked
    throw new Advice(
      `LOCKSTEP_CHROMIUM names ${asked}, which is no program: correct it, or unset it to have one found.`,
    )
  }
  const found = [...system, own].find(isProgram)
  if (found !== undefined) return found
  install()
  const installed = system.find(isProgram)
  if (installed !== undefined) return installed
  throw new Advice(
    'There is no browser to test with: run "apt-get install -y chromium" or "npx playwright install --with-deps chromium", or set LOCKSTEP_CHROMIUM to the path of one.',
  )
}

function thisMachine(): Places {
  return {
    asked: process.env.LOCKSTEP_CHROMIUM,
    system: SYSTEM,
    own: chromium.executablePath(),
    install: process.env.CI !== undefined && process.getuid?.() === 0 ? aptInstall : () => {},
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The headless shell is a package of its own in Debian; where there is none, all of Chromium. */
function aptInstall(): void {
  console.log('No browser found; installing Chromium with apt-get ...')
  const apt = (...command: string[]) =>
    spawnSync('apt-get', command, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  apt('update', '-qq')
  for (const name of ['chromium-headless-shell', 'chromium']) {
    if (apt('install', '-y', '-qq', '--no-install-recommends', name).status === 0) return
  }
}
