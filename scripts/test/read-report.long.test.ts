import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inCheckout } from '../paths'
import { readPlaywrightReport, readVitestReport } from './read-report'
import { runProgramUnderTest } from './run-script'
import { NOTHING, type Tally } from './tally'
import { temporaryFolder } from './temporary-folder'

const CONFIG = { 'vitest.config.mjs': `export default { test: { include: ['*.test.mjs'] } }` }

/** Runs the real runner over files, and reads the report that it wrote. */
async function vitestOver(files: Record<string, string>): Promise<Tally> {
  const { folder, report } = projectOf({ ...CONFIG, ...files })
  const args = ['run', '--root', folder, '--reporter=json', `--outputFile.json=${report}`]
  await runProgramUnderTest(inCheckout('node_modules/.bin/vitest'), args, { cwd: folder }).exitCode()
  return readVitestReport(report)
}

async function playwrightOver(files: Record<string, string>): Promise<Tally> {
  const { folder, report } = projectOf(files)
  const run = runProgramUnderTest(inCheckout('node_modules/.bin/playwright'), ['test', '--reporter=json'], {
    cwd: folder,
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  })
  await run.exitCode()
  return readPlaywrightReport(report)
}

function projectOf(files: Record<string, string>): { folder: string; report: string } {
  const folder = temporaryFolder()
  symlinkSync(inCheckout('node_modules'), join(folder, 'node_modules'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return { folder, report: join(folder, 'report.json') }
}

describe('a report of vitest', () => {
  it('is counted test by test, with each failure by name and with its reason', async () => {
    const tally = await vitestOver({
      'some.test.mjs': `import { describe, expect, it } from 'vitest'
        it('holds', () => {})
        describe('a part', () => { it('breaks', () => expect(1).toBe(2)) })
        it['skip']('is left out', () => {})
        it['todo']('is to come')`,
    })
    expect(tally).toMatchObject({ passed: 1, failed: 1, skipped: 2 })
    expect(tally.failures).toEqual([
      expect.stringMatching(/some\.test\.mjs › a part breaks\n +AssertionError: .*1.*2/),
    ])
  })

  it('tells for which input a property failed, and how', async () => {
    const setup = `setupFiles: [${JSON.stringify(inCheckout('scripts/test/tell-causes.ts'))}]`
    const { failures } = await vitestOver({
      'vitest.config.mjs': `export default { test: { include: ['*.test.mjs'], ${setup} } }`,
      'some.test.mjs': `import fc from 'fast-check'
        import { expect, it } from 'vitest'
        it('breaks', () => fc.assert(fc.property(fc.constant('this'), () => expect('came').toBe('wanted'))))`,
    })
    expect(failures).toEqual([expect.stringMatching(/breaks\n[^]*"this"[^]*'came'[^]*'wanted'/)])
  })

  it.each([
    ['does not load', `import './not-there.mjs'`, /not-there/],
    [
      'fails before its tests',
      `import { beforeAll, it } from 'vitest'
        beforeAll(() => { throw new Error('no database') })
        it('would hold', () => {})`,
      /no database/,
    ],
  ])('counts a file that %s as a failure, with the reason', async (_, text, reason) => {
    const tally = await vitestOver({ 'broken.test.mjs': text })
    expect(tally).toMatchObject({ passed: 0, failed: 1 })
    expect(tally.failures).toEqual([expect.stringMatching(/broken\.test\.mjs\n/)])
    expect(tally.failures[0]).toMatch(reason)
  })

  it('that was never written counts nothing', () => {
    expect(readVitestReport(join(temporaryFolder(), 'report.json'))).toEqual(NOTHING)
  })
})

describe('a report of Playwright', () => {
  it('is counted test by test, and one that holds only when repeated has failed', async () => {
    const tally = await playwrightOver({
      'playwright.config.mjs': `export default { retries: 1 }`,
      'some.spec.mjs': `import { expect, test } from '@playwright/test'
        test('holds', () => {})
        test.describe('a part', () => { test('breaks', () => expect(1).toBe(2)) })
        test('wavers', ({}, { retry }) => expect(retry).toBe(1))
        test['skip']('is left out', () => {})`,
    })
    expect(tally).toMatchObject({ passed: 1, failed: 2, skipped: 1 })
    expect(tally.failures).toEqual([
      expect.stringMatching(/^some\.spec\.mjs › wavers\n/),
      expect.stringMatching(/^some\.spec\.mjs › breaks\n +Error: /),
    ])
  })

  it('tells each error of a test: the first of one that ran out of time does not say what it waited for', async () => {
    const { failures } = await playwrightOver({
      'some.spec.mjs': `import { expect, test } from '@playwright/test'
        test('breaks twice', () => { expect.soft('first').toBe(''); expect('second').toBe('') })`,
    })
    expect(failures).toEqual([expect.stringMatching(/breaks twice\n[^]*"first"[^]*"second"/)])
  })

  it('that was never written counts nothing', () => {
    expect(readPlaywrightReport(join(temporaryFolder(), 'report.json'))).toEqual(NOTHING)
  })
})
