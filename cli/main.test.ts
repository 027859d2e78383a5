import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { version } from '@/package.json'
import { CLI_FILE } from '@/scripts/build-cli'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

function lockstep(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI_FILE, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

it('prints its version and its commands', () => {
  expect(lockstep('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  const help = lockstep('--help')
  expect(help.status).toBe(0)
  expect(help.stdout).toContain('proxy')
})

it('refuses a command that it does not have with exit code 2', () => {
  const refusal = lockstep('bogus')
  expect(refusal.status).toBe(2)
  expect(refusal.stderr).toContain("unknown command 'bogus'")
})

it.each([
  [['proxy', '--polcy', 'p.yaml', '--', 'server'], 'Did you mean --policy?'],
  [['eval', 'p.yaml', '--tol', 'pay'], 'Did you mean --tool?'],
  [['proxy', '--', 'server'], 'the policy is missing: give its file with --policy'],
  [['eval', 'p.yaml'], 'the tool is missing: name it with --tool'],
])('says of %j what is meant, or what is missing', (args, said) => {
  const refusal = lockstep(...args)
  expect(refusal.status).toBe(2)
  expect(refusal.stderr).toContain(said)
})

it('is one file that runs anywhere, without packages beside it', () => {
  const folder = temporaryFolder()
  const copy = join(folder, 'lockstep.mjs')
  copyFileSync(CLI_FILE, copy)
  expect(execFileSync(copy, ['--version'], { cwd: folder, encoding: 'utf8' })).toBe(`${version}\n`)
})
