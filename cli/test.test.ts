import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CLI_FILE } from '@/scripts/build-cli'
import { inCheckout } from '@/scripts/paths'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

function lockstep(folder: string, ...args: string[]) {
  return spawnSync(process.execPath, [CLI_FILE, 'test', ...args], { encoding: 'utf8', cwd: folder })
}

const POLICY = `version: "1"
tools:
  pay:
    rules:
      - {name: cap, conditions: [{path: args.amount, op: lte, value: 5}]}
`
const TESTS = `tests:
  - {name: little is paid, call: {tool: pay, args: {amount: 5}}, expect: allow}
`

/** A folder with these files. */
function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

it('ends with 0 when all tests pass, with 1 and the place when one fails, and with 2 on a missing path', () => {
  const good = folderWith({ 'a.yaml': POLICY, 'a.test.yaml': TESTS, 'b.yaml': POLICY })
  expect(lockstep(good)).toMatchObject({
    status: 0,
    stdout: 'a.yaml: 1 of 2 outcomes covered by tests\n2 files, 1 test, 0 failed, 0 findings\n',
  })
  const bad = folderWith({ 'a.yaml': POLICY, 'a.test.yaml': TESTS.replace('allow', 'deny') })
  expect(lockstep(bad, 'a.yaml')).toMatchObject({
    status: 1,
    stdout: `a.yaml: 1 of 2 outcomes covered by tests
a.test.yaml:2:5 error policy-test: “little is paid”: Expected denied, got allowed.
  Call: pay {"amount":5} at 2026-01-01 00:00:00 UTC.
  Rules: cap (line 5) lets it through.
  2 |   - {name: little is paid, call: {tool: pay, args: {amount: 5}}, expect: deny}
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
1 file, 1 test, 1 failed, 1 finding
`,
  })
  expect(lockstep(good, 'nowhere').status).toBe(2)
})

it('refuses tests with a fault, tests without a policy, and an invalid policy', () => {
  const folder = folderWith({
    'a.yaml': POLICY,
    'a.test.yaml': TESTS.replace('expect', 'expects'),
    'b.test.yaml': TESTS,
    'c.yaml': 'version: "2"\n',
    'c.test.yaml': TESTS,
  })
  const { status, stdout } = lockstep(folder)
  expect(status).toBe(1)
  expect(stdout).toContain(
    'a.test.yaml:2:66 error policy-test: A test has no field "expects". Did you mean expect?',
  )
  expect(stdout).toContain('b.test.yaml:1:1 error policy-test: There is no policy beside these tests')
  expect(stdout).toContain('Not run, because Intercept refuses the policy: version must be "1", got "2"')
})

it('makes uncovered rules an error where .lockstep.yaml or the option asks for it', () => {
  const files = { 'a.yaml': POLICY, 'a.test.yaml': TESTS, 'b.yaml': POLICY }
  const folder = folderWith({ ...files, '.lockstep.yaml': 'tests: [{ path: /a.yaml, minCoverage: 100 }]\n' })
  const { status, stdout } = lockstep(folder)
  expect(status).toBe(1)
  expect(stdout).toContain('a.yaml:5:1 error policy-coverage: No test makes a call that cap of pay denies.')
  expect(stdout).not.toContain('b.yaml')
  expect(lockstep(folder, '--min-coverage', '50', 'a.yaml').status).toBe(0)
  expect(lockstep(folder, '--min-coverage', '1', 'b.yaml').stdout).toContain(
    'No test makes a call that cap of pay lets through, and none that it denies.',
  )
  expect(lockstep(folder, '--min-coverage', '101').status).toBe(2)
})

it('prints JSON, and nothing that a terminal would obey', () => {
  const name = 'a\\u001b[31mb'
  const folder = folderWith({
    'a.yaml': POLICY,
    'a.test.yaml': TESTS.replace('little is paid', `"${name}"`).replace('allow', 'deny'),
  })
  const report = JSON.parse(lockstep(folder, '--format', 'json').stdout)
  expect(report.coverage).toEqual([{ file: 'a.yaml', covered: 1, possible: 2 }])
  expect(report.tests).toMatchObject([
    { file: 'a.test.yaml', failure: expect.stringContaining('Expected denied') },
  ])
  expect(report.findings[0]).toMatchObject({ rule: 'policy-test', line: 2 })
  expect(lockstep(folder).stdout).not.toContain('\u001b')
})

it('passes the tests of the sample policies', () => {
  expect(lockstep(inCheckout('policies'), '--min-coverage', '100')).toMatchObject({ status: 0 })
})
