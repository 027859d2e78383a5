import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inCheckout } from '../paths'
import { runProgramUnderTest } from './run-script'
import { temporaryFolder } from './temporary-folder'

/** What the linter says of a text, with the rules of the project. */
async function lint(text: string): Promise<{ code: number | null; said: string }> {
  const file = join(temporaryFolder(), 'snippet.ts')
  writeFileSync(file, text)
  const args = ['--config', inCheckout('.oxlintrc.json'), '--quiet', file]
  const run = runProgramUnderTest(inCheckout('node_modules/.bin/oxlint'), args)
  return { code: await run.exitCode(), said: run.output() }
}

describe('the linter', () => {
  it.each([
    ['any', 'no-explicit-any', 'export const f = (a: any): number => a.b\n'],
    ['a comparison that converts', 'eqeqeq', 'export const f = (a: number, b: number) => a == b\n'],
    ['printing in the product', 'no-console', "console.log('here')\n"],
  ])('refuses %s', async (_, rule, text) => {
    const { code, said } = await lint(text)
    expect(code).toBe(1)
    expect(said).toContain(rule)
  })

  it('lets pass what is none of it', async () => {
    const { code } = await lint('export const f = (a: unknown, b: number | null) => a === b || b == null\n')
    expect(code).toBe(0)
  })
})
