import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inCheckout } from '../paths'
import { processIdentity } from '../processes/identity.mjs'
import { runProgramUnderTest, type RunningScript } from '../test/run-script'
import { temporaryFolder } from '../test/temporary-folder'

const slow = { name: 'slow', version: '1.0.0', scripts: { install: 'node install.cjs' } }

/** Says that it runs, and waits until the test says go. */
const INSTALL = `const { appendFileSync, existsSync } = require('fs')
appendFileSync('../begun', process.pid + '\\n')
const look = setInterval(() => existsSync('../go') && clearInterval(look), 20)`

/** A checkout with one package, of its own folder, that is slow to install: no registry is asked. */
function checkoutWithSlowPackage() {
  const root = temporaryFolder()
  const dependencies = { slow: 'file:slow' }
  const packages = {
    '': { dependencies },
    'node_modules/slow': { resolved: 'slow', link: true },
    slow: { version: slow.version, hasInstallScript: true },
  }
  mkdirSync(join(root, 'slow'))
  const write = (path: string, value: object) => writeFileSync(join(root, path), JSON.stringify(value))
  write('package.json', { name: 'checkout', dependencies, allowScripts: { slow: true } })
  write('package-lock.json', { name: 'checkout', lockfileVersion: 3, requires: true, packages })
  write('slow/package.json', slow)
  writeFileSync(join(root, 'slow/install.cjs'), INSTALL)
  const begun = () => (existsSync(join(root, 'begun')) ? readFileSync(join(root, 'begun'), 'utf8') : '')
  return {
    install: () =>
      runProgramUnderTest(process.execPath, [inCheckout('scripts/bootstrap/install.fixture.mjs'), root]),
    letGo: () => writeFileSync(join(root, 'go'), ''),
    /** Processes of the package's installation, of each attempt. */
    attempts: () => begun().split('\n').filter(Boolean).map(Number),
    record: join(root, 'dist', 'workspace', 'install.json'),
    stamp: join(root, 'node_modules', '.lockstep-install.json'),
  }
}

async function installed(run: RunningScript): Promise<void> {
  expect(await run.exitCode()).toBe(0)
  expect(run.output()).toContain('installed\n')
  expect(run.output()).toMatch(/Installing packages[^]*Packages installed in .* s\n/)
}

describe('an installation of the packages', () => {
  it('is done once: the next start finds it', async () => {
    const { install, letGo, attempts } = checkoutWithSlowPackage()
    letGo()
    await installed(install())
    const next = install()
    expect(await next.exitCode()).toBe(0)
    expect(next.output()).toBe('installed\n')
    expect(attempts()).toHaveLength(1)
  })

  it('that could not be found later does not begin, and the next start does it', async () => {
    const { install, letGo, attempts, record } = checkoutWithSlowPackage()
    mkdirSync(record, { recursive: true })
    const refused = install()
    expect(await refused.exitCode()).toBe(1)
    expect(refused.output()).toContain('EISDIR')
    expect(attempts().filter((pid) => processIdentity(pid) !== undefined)).toEqual([])
    rmSync(record, { recursive: true })
    letGo()
    await installed(install())
  })

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'that %s ended half-way is done again by the next start',
    async (signal) => {
      const { install, letGo, attempts, stamp } = checkoutWithSlowPackage()
      const first = install()
      await expect.poll(attempts, { timeout: 60_000 }).toHaveLength(1)
      first.child.kill(signal)
      const next = install()
      // Only one that is killed leaves its npm behind, which the next start ends before it begins.
      await expect.poll(attempts, { timeout: 60_000 }).toHaveLength(2)
      expect(processIdentity(attempts()[0] ?? 0)).toBeUndefined()
      expect(existsSync(stamp)).toBe(false)

      letGo()
      await installed(next)
      expect(await first.exitCode()).not.toBe(0)
      expect(attempts()).toHaveLength(2)
    },
  )
})
