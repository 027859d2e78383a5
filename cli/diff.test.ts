import { expect, it } from 'vitest'
import { checkout, lockstep, writeFiles } from './testing/checkout'

const policy = (limit: number, then = 'deny') => `version: "1"
default: ${then}
tools:
  pay:
    rules:
      - name: cap
        conditions: [{path: args.amount, op: lte, value: ${limit}}]
        on_deny: Too much.
`

it('says per policy what a range of commits allows and denies, with a call that proves it', async () => {
  const { folder, commits } = await checkout(
    { 'policies/a.yaml': policy(5), 'policies/old.yaml': policy(1), 'other.yaml': policy(1) },
    {
      'policies/a.yaml': policy(9),
      'policies/old.yaml': null,
      'policies/new.yaml': policy(1),
      'other.yaml': '',
    },
  )
  const range = commits.join('..')
  const report = JSON.parse(lockstep(folder, ['diff', range, '--format', 'json']).stdout)
  expect(report.changes).toEqual([
    { file: 'policies/a.yaml', verdict: 'loosens' },
    { file: 'policies/new.yaml', verdict: 'added' },
    { file: 'policies/old.yaml', verdict: 'removed' },
  ])
  expect(report.findings[0]).toMatchObject({
    rule: 'change-loosens',
    severity: 'info',
    message: 'pay: amount over 5 becomes allowed (before: allowed up to 5; now: up to 9)',
    notes: [expect.stringContaining('{amount: 6}')],
  })
  expect(lockstep(folder, ['diff', range]).status).toBe(0)
  expect(lockstep(folder, ['diff', range, '--fail-on', 'loosens']).status).toBe(1)
  expect(lockstep(folder, ['diff', range, '--fail-on', 'tightens']).status).toBe(0)
})

it('compares with the merge base for three dots, and with the checked-out files for one commit', async () => {
  const { folder, commits } = await checkout(
    { 'policies/a.yaml': policy(5) },
    { 'policies/a.yaml': policy(9) },
  )
  const [first = '', second = ''] = commits
  const changes = (range: string) =>
    JSON.parse(lockstep(folder, ['diff', range, '--format', 'json']).stdout).changes
  expect(changes(`${second}...${first}`)).toEqual([])
  expect(changes(`${second}..${first}`)).toEqual([{ file: 'policies/a.yaml', verdict: 'tightens' }])
  expect(changes(second)).toEqual([])
  writeFiles(folder, { 'policies/a.yaml': policy(2), 'policies/b.yaml': policy(2) })
  expect(changes(second)).toEqual([
    { file: 'policies/a.yaml', verdict: 'tightens' },
    { file: 'policies/b.yaml', verdict: 'added' },
  ])
})

it('refuses to say that nothing changed when the folder of the policies is not the one that was looked at', async () => {
  const { folder, commits } = await checkout({ 'rules/a.yaml': policy(5) }, { 'rules/a.yaml': policy(9) })
  for (const range of [commits.join('..'), commits[0] ?? '']) {
    const { status, stderr } = lockstep(folder, ['diff', range])
    expect(status).toBe(2)
    expect(stderr).toContain('no policy in folder policies on either side: set root in .lockstep.yaml')
  }
  writeFiles(folder, { '.lockstep.yaml': 'root: rules\n' })
  expect(lockstep(folder, ['diff', commits[0] ?? '']).stdout).toContain('rules/a.yaml: loosens')
})

it('takes the root of the newer .lockstep.yaml, and says unknown for a policy that is not valid', async () => {
  const { folder, commits } = await checkout(
    { 'rules/a.yaml': policy(5), '.lockstep.yaml': 'root: rules\n' },
    { 'rules/a.yaml': 'version: "3"\n' },
  )
  const { stdout } = lockstep(folder, ['diff', commits.join('..')])
  expect(stdout).toContain('rules/a.yaml: unknown')
  expect(stdout).toContain('The policy is not valid')
})

it('refuses what is no commit with exit code 2 and says what to do, whatever it looks like', async () => {
  const { folder } = await checkout({ 'policies/a.yaml': policy(5) })
  for (const range of ['nope..HEAD', '--all', '-x..HEAD', 'HEAD..$(id)']) {
    const { status, stderr } = lockstep(folder, ['diff', '--', range])
    expect(status).toBe(2)
    expect(stderr).toContain('is no commit of this checkout')
  }
})
