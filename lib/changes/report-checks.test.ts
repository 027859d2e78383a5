import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { GitClient, withToken } from '@/forge/testing/git-client'
import type { SettledStatuses } from '@/lib/git/commit-status'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { checkPolicies } from './check-policies'
import { refreshChanges } from './refresh-changes'
import { reportChecks } from './report-checks'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage

beforeAll(async () => {
  stage = await openChangeStage()
})

afterAll(() => stage.close())

const PATH = 'policies/payments/stripe.yaml'
const TESTS = `tests:
  - name: large refunds stay denied
    call: {tool: create_refund, args: {amount: 900}}
    expect: deny
`

async function commit(branch: string, files: Record<string, string>): Promise<void> {
  const at = new Date()
  await stage.forge.forge.commitFiles({
    repository: FULL_NAME,
    branch,
    files,
    message: 'x',
    person: 'ana',
    at,
  })
}

async function open(branch: string, files: Record<string, string>): Promise<number> {
  await commit(branch, files)
  const { issue } = await stage.forge.forge.openPull({
    repository: FULL_NAME,
    head: branch,
    base: 'main',
    title: branch,
    body: '',
    draft: false,
    person: 'ana',
    at: new Date(),
  })
  return issue.number
}

const linkOf = (number: number) => `https://lockstep.example/changes/${number}`

/** What the job does, in a process that remembers nothing yet. */
function startProcess() {
  const settled: SettledStatuses = new Map()
  return () =>
    reportChecks({
      ctx: stage.system(),
      source: stage.source,
      client: stage.client('dora'),
      root: 'policies',
      toolsOf: () => Promise.resolve({}),
      linkOf,
      settled,
    })
}

/** Each look comes long after the one before: what was just asked is not asked again. */
let looks = 0

async function refresh(...numbers: number[]): Promise<void> {
  await stage.source.mirror.fetch()
  looks += 1
  const ctx = stage.system(new Date(Date.now() + looks * 10_000))
  await refreshChanges({ ctx, source: stage.source, client: stage.client('dora'), input: { numbers } })
}

async function statuses(branch: string) {
  const { data } = await stage.forge
    .as('dora')
    .rest.repos.listCommitStatusesForRef({ ...REPOSITORY, ref: branch })
  return data.map(({ context, state, description, target_url: url }) => ({
    context,
    state,
    description,
    url,
  }))
}

// Octokit spaces writes by a second, and each case makes several.
describe('the check of an open pull request', { timeout: 120_000 }, () => {
  it('is set on emergencies first', async () => {
    const numbers = [
      await open('early', { [PATH]: STRIPE.replace('500', '40') }),
      await open('urgent', { [PATH]: STRIPE.replace('500', '0') }),
    ]
    const [, urgent = 0] = numbers
    const label = { ...REPOSITORY, issue_number: urgent, labels: ['emergency'] }
    await stage.forge.as('ana').rest.issues.addLabels(label)
    await refresh(...numbers)
    expect(await startProcess()()).toEqual({ kind: 'reported', numbers: numbers.toReversed() })
    for (const number of numbers)
      await stage.forge.as('ana').rest.pulls.update({ ...REPOSITORY, pull_number: number, state: 'closed' })
    await refresh(...numbers)
  })

  it('stands on its head once for each result, also when the process died after it was set', async () => {
    const number = await open('lower', { [PATH]: STRIPE.replace('500', '50') })
    await refresh(number)
    const run = startProcess()
    expect(await run()).toEqual({ kind: 'reported', numbers: [number] })
    const status = {
      context: 'lockstep/policy',
      state: 'success',
      description: '1 policy, valid, no tests, tightens 1',
      url: linkOf(number),
    }
    expect(await statuses('lower')).toEqual([status])
    expect(await run()).toEqual({ kind: 'reported', numbers: [] })
    expect(await startProcess()()).toEqual({ kind: 'reported', numbers: [] })
    await refresh(number)
    expect(await startProcess()()).toEqual({ kind: 'reported', numbers: [] })
    expect(await statuses('lower')).toEqual([status])
  })

  it('is set again when the head moves, and fails when the policy or one of its tests does', async () => {
    const number = await open('moves', { [PATH]: STRIPE.replace('500', '5000') })
    await refresh(number)
    const run = startProcess()
    await run()
    await commit('moves', { 'policies/payments/stripe.test.yaml': TESTS })
    await refresh(number)
    expect(await run()).toEqual({ kind: 'reported', numbers: [number] })
    expect(await statuses('moves')).toMatchObject([
      { state: 'failure', description: '1 policy, valid, 1 of 1 tests failed, loosens 1' },
    ])
    await commit('moves', { [PATH]: 'version: "1"\ntools: 5\n' })
    await refresh(number)
    await run()
    expect(await statuses('moves')).toMatchObject([
      { state: 'failure', description: expect.stringContaining('1 not valid') },
    ])
    await commit('moves', { [PATH]: STRIPE.replace('500', '400') })
    await refresh(number)
    await run()
    expect(await statuses('moves')).toMatchObject([
      { state: 'success', description: '1 policy, valid, 1 test passed, tightens 1' },
    ])
  })

  it('is left to whoever else sets it, and not set on what touches no policy', async () => {
    const ci = await open('has-ci', { [PATH]: STRIPE.replace('500', '60') })
    const other = await open('readme', { 'README.md': 'hello' })
    const { data } = await stage.forge.as('dora').rest.git.getRef({ ...REPOSITORY, ref: 'heads/has-ci' })
    const set = { state: 'success', context: 'lockstep/policy', target_url: 'https://ci.example/1' } as const
    await stage.forge
      .as('dora')
      .rest.repos.createCommitStatus({ ...REPOSITORY, sha: data.object.sha, ...set })
    await refresh(ci, other)
    expect(await startProcess()()).toEqual({ kind: 'reported', numbers: [] })
    expect(await statuses('has-ci')).toHaveLength(1)
    expect(await statuses('readme')).toEqual([])
  })

  it('is set on each merge that waits in a queue of the branch, as what it brings there is worth', async () => {
    const queued = (number: number) => `gh-readonly-queue/main/pr-${number}-${'a'.repeat(40)}`
    await commit(queued(70), { [PATH]: STRIPE.replace('500', '70') })
    await commit(queued(71), { [PATH]: 'version: "1"\ntools: 5\n' })
    await commit('gh-readonly-queue/other/pr-72-b', { [PATH]: STRIPE.replace('500', '72') })
    await stage.source.mirror.fetch()
    expect(await startProcess()()).toEqual({ kind: 'reported', numbers: [70, 71] })
    expect(await statuses(queued(70))).toMatchObject([{ state: 'success', url: linkOf(70) }])
    expect(await statuses(queued(71))).toMatchObject([{ state: 'failure', url: linkOf(71) }])
    expect(await statuses('gh-readonly-queue/other/pr-72-b')).toEqual([])
    expect(await startProcess()()).toEqual({ kind: 'reported', numbers: [] })
  })

  it('is set although a change before it cannot be read, which is said on that one', async () => {
    const huge = await open('huge', { [PATH]: STRIPE.replace('500', '61') })
    const client = await GitClient.clone(
      withToken(stage.forge.url, stage.forge.token('ana')),
      temporaryFolder(),
    )
    await client.must('checkout', '--quiet', 'huge')
    const message = join(temporaryFolder(), 'message')
    writeFileSync(message, 'x'.repeat(2 * 1024 * 1024))
    await client.must('commit', '--quiet', '--allow-empty', '--file', message)
    await client.must('push', '--quiet', 'origin', 'huge')
    const next = await open('next', { [PATH]: STRIPE.replace('500', '62') })
    await refresh(huge, next)
    await startProcess()()
    expect(await statuses('next')).toMatchObject([{ state: 'success' }])
    expect(await statuses('huge')).toMatchObject([
      { state: 'error', description: expect.stringContaining('not checked') },
    ])
  })
})

describe('what a status says of a change', () => {
  it('is whether the settings count that it leaves, alone and beside policies', async () => {
    await commit('settings', { '.lockstep.yaml': 'root: policies\n' })
    expect(await check('settings')).toMatchObject({ state: 'success', description: 'settings valid' })
    await commit('no-settings', {
      '.lockstep.yaml': 'roots: policies\n',
      [PATH]: STRIPE.replace('500', '65'),
    })
    expect(await check('no-settings')).toMatchObject({
      state: 'failure',
      description: 'settings not valid, 1 policy, valid, no tests, tightens 1',
    })
  })

  it('is what the policies are worth that another root makes policies', async () => {
    await commit('typo', { '.lockstep.yaml': 'root: policys\n' })
    expect(await check('typo')).toMatchObject({
      state: 'failure',
      description: 'root becomes policys/, which holds no policy',
    })
    await commit('moved', { '.lockstep.yaml': 'root: rules\n', 'rules/stripe.yaml': STRIPE })
    expect(await check('moved')).toMatchObject({
      state: 'success',
      description: 'settings valid, root becomes rules/, 1 policy, valid, no tests, nothing to compare with',
    })
    await commit('moved-badly', { '.lockstep.yaml': 'root: rules\n', 'rules/stripe.yaml': 'tools: 7\n' })
    expect(await check('moved-badly')).toMatchObject({
      state: 'failure',
      description: expect.stringContaining('root becomes rules/, 1 policy, 1 not valid'),
    })
    // All of them are policies already.
    await commit('deeper', { '.lockstep.yaml': 'root: policies/payments\n' })
    expect(await check('deeper')).toMatchObject({
      state: 'success',
      description: 'settings valid, root becomes policies/payments/',
    })
  })

  async function check(branch: string, more: { mostMs?: number; toolNames?: readonly string[] } = {}) {
    await stage.source.mirror.fetch()
    const { mirror } = stage.source
    const from = (await mirror.objects.resolve('refs/heads/main')) ?? ''
    const head = (await mirror.objects.resolve(`refs/heads/${branch}`)) ?? ''
    const { toolNames, ...bounds } = more
    return checkPolicies(mirror, {
      change: { from, head, files: await mirror.diff(from, head, { maxFiles: 0 }) },
      root: 'policies',
      toolsOf: () => Promise.resolve({ toolNames }),
      ...bounds,
    })
  }

  it('is an error when there was no time to look at all of it', async () => {
    await commit('long', { [PATH]: STRIPE.replace('500', '63') })
    expect(await check('long', { mostMs: -1 })).toMatchObject({
      state: 'error',
      description: expect.stringContaining('0 of 1 policies checked'),
    })
    expect(await check('long')).toMatchObject({ state: 'success' })
  })

  it('counts names that no server offers, as soon as it is known what is offered', async () => {
    await commit('known', { [PATH]: STRIPE.replace('500', '64') })
    const said = async (toolNames?: readonly string[]) => (await check('known', { toolNames }))?.description
    expect(await said()).not.toContain('lint')
    expect(await said(['create_refund', 'list_customers'])).not.toContain('lint')
    expect(await said(['refund_create', 'list_customers'])).toContain('1 lint warning')
  })
})
