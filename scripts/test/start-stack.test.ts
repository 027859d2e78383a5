import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { inCheckout } from '../paths'
import { temporaryFolder } from './temporary-folder'

it('what a started Lockstep says goes to stderr, so that a benchmark prints nothing but its lines of JSON', async () => {
  const args = ['--import', 'tsx', inCheckout('scripts/test/start-stack.fixture.mjs'), temporaryFolder()]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args)
  expect(JSON.parse(stdout)).toEqual({ said: expect.stringContaining('the stack did not start') })
  expect(stderr).toContain('--ready-file FILE')
})
