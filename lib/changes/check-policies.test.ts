import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { checkPolicies, type PolicyCheck } from './check-policies'
import { MOST_PROBLEMS } from './check-problems'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
  await stage.push({ 'policies/support/mail.yaml': 'version: "1"\ndefault: deny\n' })
})
afterAll(() => stage.close())

const STRIPE_PATH = 'policies/payments/stripe.yaml'
const MAIL = 'policies/support/mail.yaml'
const COMMENT = `# Said anew.\n${STRIPE}`

let branches = 0

/** What the check says of a change of these files, null for one that is removed. */
async function saidOf(files: Record<string, string | null>): Promise<string | undefined> {
  return (await checkOf(files))?.description
}

async function checkOf(files: Record<string, string | null>): Promise<PolicyCheck | null> {
  const { mirror, repository } = stage.source
  branches += 1
  const branch = `change-${branches}`
  const push = { repository: FULL_NAME, branch, files, message: 'x', person: 'ana', at: new Date() }
  const { sha: head } = await stage.forge.forge.commitFiles(push)
  await mirror.fetch()
  const from = (await mirror.objects.resolve(repository.ref)) ?? ''
  const change = { from, head, files: await mirror.diff(from, head) }
  const toolsOf = () => Promise.resolve({})
  return checkPolicies(mirror, { change, root: 'policies', toolsOf })
}

it('says “same answers” where every policy of the change was compared', async () => {
  expect(await saidOf({ [STRIPE_PATH]: COMMENT })).toMatch(/, same answers$/)
})

it.each<[string, Record<string, string | null>, string]>([
  ['is removed', { [MAIL]: null }, '1 removed'],
  ['is new', { 'policies/new.yaml': 'version: "1"\n' }, '1 new'],
  ['moves', { [MAIL]: null, 'policies/post.yaml': 'version: "1"\ndefault: allow\n' }, '1 new, 1 removed'],
])('does not say “same answers” where another policy %s', async (_, files, said) => {
  expect(await saidOf({ [STRIPE_PATH]: COMMENT, ...files })).toBe(
    `${1 + Object.keys(files).length} policies, valid, no tests, ${said}`,
  )
})

it('does not say “same answers” where other files become the policies', async () => {
  const files = {
    '.lockstep.yaml': 'root: rules\n',
    'rules/a.yaml': 'version: "1"\n',
    [STRIPE_PATH]: COMMENT,
  }
  expect(await saidOf(files)).toMatch(/^settings valid, root becomes rules\/, .*, nothing to compare with$/)
})

it('does not say “same answers” where a policy could not be read before', async () => {
  await stage.push({ [MAIL]: 'version: "1"\ntools: [' })
  expect(await saidOf({ [STRIPE_PATH]: COMMENT, [MAIL]: 'version: "1"\ndefault: allow\n' })).toBe(
    '2 policies, valid, no tests, 1 file not compared',
  )
})

const FRACTION = `version: "1"
tools:
  send:
    rules:
      - name: cap
        conditions:
          - {path: state.send.sum, op: lte, value: 500}
        state: {counter: sum, window: day, increment: 1.5}
`

it('says where each lint error stands and what is wrong there, and names the rule to GitHub', async () => {
  const check = await checkOf({ [MAIL]: FRACTION })
  expect(check?.description).toMatch(/, valid, 1 lint error \(increment-truncated\), no tests, /)
  expect(check?.found.problems).toEqual([
    {
      path: MAIL,
      line: 8,
      part: 'lint',
      rule: 'increment-truncated',
      severity: 'error',
      message: expect.stringContaining('1.5'),
    },
  ])
})

it('judges by the severities of the settings as the change leaves them', async () => {
  const lint = 'lint:\n  - {rule: increment-truncated, severity: warning, path: /policies/support/}\n'
  const lax = await checkOf({ [MAIL]: FRACTION, '.lockstep.yaml': lint })
  expect([lax?.state, lax?.found.lintErrors, lax?.found.lintWarnings]).toEqual(['success', 0, 1])
  const strict = await checkOf({ [MAIL]: FRACTION, '.lockstep.yaml': lint.replace('support', 'payments') })
  expect([strict?.state, strict?.found.lintErrors, strict?.found.lintWarnings]).toEqual(['failure', 1, 0])
  const off = await checkOf({ [MAIL]: FRACTION, '.lockstep.yaml': lint.replace('warning', 'off') })
  expect(off?.found.problems).toEqual([])
})

it('names no place where there is nothing wrong', async () => {
  expect((await checkOf({ [STRIPE_PATH]: COMMENT }))?.found.problems).toEqual([])
})

it('says at which line Intercept refuses a policy, and what is no policy at all', async () => {
  const files = {
    'policies/a.yaml': 'version: "2"\n',
    'policies/b.yaml': 'tools: [',
    'policies/c.yaml': 'a\0',
  }
  const check = await checkOf(files)
  expect(check?.found.invalid).toBe(3)
  expect(check?.found.problems).toEqual([
    {
      path: 'policies/a.yaml',
      line: 1,
      part: 'lint',
      rule: null,
      severity: 'error',
      message: expect.stringContaining('version'),
    },
    {
      path: 'policies/b.yaml',
      line: 1,
      part: 'lint',
      rule: null,
      severity: 'error',
      message: expect.any(String),
    },
    {
      path: 'policies/c.yaml',
      line: null,
      part: 'lint',
      rule: null,
      severity: 'error',
      message: 'This is no text that Lockstep reads as a policy.',
    },
  ])
})

it('names each test that fails and the line of a test file that cannot be read', async () => {
  const tests = `tests:
  - name: large refunds pass
    call: {tool: create_refund, args: {amount: 900}}
    expect: allow
`
  const check = await checkOf({
    'policies/payments/stripe.test.yaml': tests,
    'policies/z.yaml': 'version: "1"\n',
    'policies/z.test.yaml': 'tests: 1\n',
  })
  expect(check?.found.problems).toEqual([
    {
      path: STRIPE_PATH,
      line: 2,
      part: 'tests',
      rule: null,
      severity: 'error',
      message: expect.stringMatching(/^“large refunds pass”: /),
    },
    {
      path: 'policies/z.yaml',
      line: 1,
      part: 'tests',
      rule: null,
      severity: 'error',
      message: expect.any(String),
    },
  ])
})

it('keeps the first errors before all warnings, however many there are', async () => {
  const warnings = Array.from(
    { length: 30 },
    (_, index) => `  tool_${index}: {rules: [{name: no, action: deny}]}`,
  )
  const hidden = Array.from({ length: 30 }, (_, index) => `tool_${index}`).join(', ')
  const check = await checkOf({
    'policies/a.yaml': `version: "1"\nhide: [${hidden}]\ntools:\n${warnings.join('\n')}\n`,
    'policies/z.yaml': FRACTION,
  })
  const { problems = [], unlisted, lintErrors = 0, lintWarnings = 0 } = check?.found ?? {}
  expect([lintErrors, problems.length]).toEqual([1, MOST_PROBLEMS])
  expect(unlisted).toBe(1 + lintWarnings - MOST_PROBLEMS)
  expect(problems[0]).toMatchObject({ path: 'policies/z.yaml', rule: 'increment-truncated' })
})

it('names the rule of a lint error to GitHub behind more failing tests than are kept, and leaves names out where there is no room', async () => {
  const cases = Array.from(
    { length: MOST_PROBLEMS + 1 },
    (_, index) => `  - {name: n${index}, calls: [{tool: send, expect: {result: allow}}]}`,
  )
  const many = {
    'policies/a.yaml': 'version: "1"\ndefault: deny\n',
    'policies/a.test.yaml': `tests:\n${cases.join('\n')}\n`,
    'policies/z.yaml': FRACTION,
  }
  const check = await checkOf(many)
  expect(check?.found.problems.map(({ part }) => part)).not.toContain('lint')
  expect(check?.description).toContain('1 lint error (increment-truncated), ')
})
