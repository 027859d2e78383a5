import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inCheckout } from '@/scripts/paths'

const line = z.strictObject({ measure: z.string().min(1), value: z.number(), unit: z.string() })

/** `npm run bench`, as a person or a program runs it; stdout and stderr apart, the exit code in the error. */
function bench(...args: string[]) {
  return promisify(execFile)('npm', ['run', '--silent', 'bench', '--', ...args], { cwd: inCheckout() })
}

describe('npm run bench', () => {
  it('lists the benchmarks when it is given no name', async () => {
    const { stdout } = await bench()
    expect(stdout).toMatch(/^npm run bench -- NAME /)
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['ingest', 'logs', 'propagation', 'history']))
  })

  it('refuses an unknown name and says which ones there are, on stderr', async () => {
    const refused = bench('ingets', '--json')
    await expect(refused).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^There is no benchmark ingets: use one of .*history, ingest, logs.*\.\n/,
      ),
    })
  })

  it('prints with --json one line for each measure and nothing else', async () => {
    const { stdout } = await bench('compare', '--json')
    const measured = stdout
      .trimEnd()
      .split('\n')
      .map((text) => line.parse(JSON.parse(text)))
    expect(measured.map(({ measure }) => measure)).toEqual(['sameMs', 'differentMs'])
  })
})
