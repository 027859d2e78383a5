import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { foundAcme, FULL_NAME, proposeChange, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'

const at = new Date('2026-03-02T10:00:00Z')
const running: RunningForge[] = []
let forge: RunningForge

beforeEach(async () => {
  forge = await startForge()
  running.push(forge)
  await foundAcme(forge.forge)
})
afterAll(() => Promise.all(running.map((one) => one.close())))

const BRANCH = 'topic'
const propose = (path = 'payments/limits.yaml', text = 'limit: 2\n') =>
  proposeChange(forge.forge, { person: 'ana', path, text, branch: BRANCH })
const pull = (number: number) => ({ ...REPOSITORY, pull_number: number })
const approve = (number: number, person: string) =>
  forge.as(person).rest.pulls.createReview({ ...pull(number), event: 'APPROVE' })
const merge = (number: number, person = 'ana') => forge.as(person).rest.pulls.merge(pull(number))
const push = (text: string, person = 'ana') =>
  forge.forge.commitFiles({
    repository: FULL_NAME,
    branch: BRANCH,
    files: { 'payments/limits.yaml': text },
    message: 'More',
    person,
    at,
  })
const protect = (rules: object) =>
  forge.forge.setProtection({ repository: FULL_NAME, branch: 'main', ...rules })

describe('merging', () => {
  it('makes a commit with two parents, by the person, that holds both sides', async () => {
    const number = await propose()
    await forge.forge.commitFiles({
      repository: FULL_NAME,
      branch: 'main',
      files: { 'README.md': '# Meanwhile\n' },
      message: 'Meanwhile',
      person: 'dora',
      at,
    })
    const { sha } = (await merge(number)).data
    const { repos, pulls } = forge.as('ana').rest
    const { data } = await repos.getCommit({ ...REPOSITORY, ref: sha })
    expect(data.parents).toHaveLength(2)
    expect(data.commit.message).toBe(
      `Merge pull request #${number} from acme/topic\n\nChange payments/limits.yaml`,
    )
    expect(data.author).toMatchObject({ login: 'ana' })
    const git = forge.forge.core.git(forge.forge.core.state.repositories.all()[0]?.id ?? 0)
    expect((await git.fileAt(sha, 'README.md'))?.toString()).toBe('# Meanwhile\n')
    expect((await git.fileAt(sha, 'payments/limits.yaml'))?.toString()).toBe('limit: 2\n')
    const merged = await pulls.get(pull(number))
    expect(merged.data).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: sha })
    expect(merged.data.merged_by?.login).toBe('ana')
    expect((await pulls.listFiles(pull(number))).data.map(({ filename }) => filename)).toEqual([
      'payments/limits.yaml',
    ])
  })

  it('squashes into one commit by whoever opened it', async () => {
    const number = await propose()
    await push('limit: 3\n', 'ben')
    const { sha } = (await forge.as('dora').rest.pulls.merge({ ...pull(number), merge_method: 'squash' }))
      .data
    const { data } = await forge.as('ana').rest.repos.getCommit({ ...REPOSITORY, ref: sha })
    expect(data.parents).toHaveLength(1)
    expect(data.commit.message).toContain(`Change payments/limits.yaml (#${number})\n\n* Change`)
    expect(data.author).toMatchObject({ login: 'ana' })
  })

  it('refuses another head than the one seen with 409, and merges the one seen', async () => {
    const number = await propose()
    const { pulls } = forge.as('ana').rest
    const seen = (await pulls.get(pull(number))).data.head.sha
    await push('limit: 9\n')
    await expect(pulls.merge({ ...pull(number), sha: seen })).rejects.toMatchObject({ status: 409 })
    const now = (await pulls.get(pull(number))).data.head.sha
    expect((await pulls.merge({ ...pull(number), sha: now })).data.merged).toBe(true)
  })

  it('rebases each commit with its author and message, by a new committer, and refuses what does not go upon the base', async () => {
    const number = await propose()
    await push('limit: 3\n', 'ben')
    const meanwhile = (path: string) =>
      forge.forge.commitFiles({
        repository: FULL_NAME,
        branch: 'main',
        files: { [path]: 'limit: 77\n' },
        message: 'Meanwhile',
        person: 'dora',
        at,
      })
    const base = await meanwhile('support/limits.yaml')
    const method = { merge_method: 'rebase' } as const
    const { pulls, repos } = forge.as('dora').rest
    const own = (await pulls.listCommits(pull(number))).data
    const { sha } = (await pulls.merge({ ...pull(number), ...method })).data
    const { data } = await repos.listCommits({ ...REPOSITORY, sha, per_page: 3 })
    expect(data.map(({ commit }) => commit.message).slice(0, 2)).toEqual(['More', own[0]?.commit.message])
    expect(data.map(({ author }) => author?.login).slice(0, 2)).toEqual(['ben', 'ana'])
    expect(data[0]?.committer?.login).toBe('dora')
    expect(data[2]?.sha).toBe(base.sha)
    for (const { sha: before } of own) expect(data.map((one) => one.sha)).not.toContain(before)
    expect((await pulls.get(pull(number))).data).toMatchObject({ merged: true, merge_commit_sha: sha })
    const git = forge.forge.core.git(forge.forge.core.state.repositories.all()[0]?.id ?? 0)
    expect((await git.fileAt(sha, 'payments/limits.yaml'))?.toString()).toBe('limit: 3\n')
    expect((await git.fileAt(sha, 'support/limits.yaml'))?.toString()).toBe('limit: 77\n')

    const other = await proposeChange(forge.forge, {
      person: 'ana',
      path: 'payments/limits.yaml',
      text: 'limit: 9\n',
      branch: 'other',
    })
    await meanwhile('payments/limits.yaml')
    await expect(pulls.merge({ ...pull(other), ...method })).rejects.toMatchObject({ status: 405 })
  })

  it('refuses drafts and merged ones with 405', async () => {
    const number = await propose()
    await forge.forge.setDraft({ repository: FULL_NAME, number, person: 'ana', draft: true, at })
    await expect(merge(number)).rejects.toMatchObject({ status: 405 })
    await forge.forge.setDraft({ repository: FULL_NAME, number, person: 'ana', draft: false, at })
    await merge(number)
    await expect(merge(number)).rejects.toMatchObject({ status: 405 })
  })

  it('is for those who may write', async () => {
    const number = await propose()
    await expect(merge(number, 'rita')).rejects.toMatchObject({ status: 403 })
    await expect(merge(number, 'otto')).rejects.toMatchObject({ status: 404 })
    expect((await merge(number, 'ben')).status).toBe(200)
  })
})

describe('branch protection', () => {
  it('wants an approval of somebody who may write', async () => {
    protect({ requiredApprovals: 1 })
    const number = await propose('README.md', '# New\n')
    await approve(number, 'rita')
    await expect(merge(number)).rejects.toMatchObject({
      status: 405,
      response: {
        data: { message: 'At least 1 approving review is required by reviewers with write access.' },
      },
    })
    await approve(number, 'ben')
    expect((await merge(number)).status).toBe(200)
  })

  it('wants an approval of an owner of each file', async () => {
    protect({ requireCodeOwnerReviews: true })
    const number = await propose('security/base.yaml', 'deny: some\n')
    await approve(number, 'ben')
    await expect(merge(number)).rejects.toMatchObject({
      response: { data: { message: 'Waiting on code owner review from acme/security.' } },
    })
    await approve(number, 'cleo')
    expect((await merge(number)).status).toBe(200)
  })

  it('wants an approval of an owner where a ruleset says so, and no longer when the ruleset is off', async () => {
    const rule = { repository: FULL_NAME, name: 'owners', requiredReviewers: [], at: new Date() }
    forge.forge.setRuleset({ ...rule, requireCodeOwnerReview: true })
    const number = await propose('security/base.yaml', 'deny: some\n')
    await approve(number, 'ben')
    await expect(merge(number, 'ben')).rejects.toMatchObject({ status: 405 })
    forge.forge.setRuleset({ ...rule, active: false, requireCodeOwnerReview: true })
    expect((await merge(number, 'ben')).status).toBe(200)
  })

  it('does not merge while somebody asks for changes, and does when that is taken back', async () => {
    protect({ requiredApprovals: 1 })
    const number = await propose()
    await approve(number, 'ben')
    const { pulls } = forge.as('cleo').rest
    const asked = await pulls.createReview({ ...pull(number), event: 'REQUEST_CHANGES', body: 'Lower' })
    await expect(merge(number)).rejects.toMatchObject({ status: 405 })
    await pulls.dismissReview({ ...pull(number), review_id: asked.data.id, message: 'Fine after all' })
    expect((await merge(number)).status).toBe(200)
  })

  it('dismisses approvals of an older head where told so', async () => {
    protect({ requiredApprovals: 1, dismissStaleReviews: true })
    const number = await propose()
    await approve(number, 'ben')
    await push('limit: 4\n')
    const reviews = await forge.as('ana').rest.pulls.listReviews(pull(number))
    expect(reviews.data.map(({ state }) => state)).toEqual(['DISMISSED'])
    await expect(merge(number)).rejects.toMatchObject({ status: 405 })
  })

  it('keeps approvals of an older head otherwise', async () => {
    protect({ requiredApprovals: 1 })
    const number = await propose()
    await approve(number, 'ben')
    await push('limit: 4\n')
    expect((await merge(number)).status).toBe(200)
  })

  it('wants the last push approved by somebody else than who pushed', async () => {
    protect({ requiredApprovals: 1, requireLastPushApproval: true })
    const number = await propose()
    await push('limit: 4\n', 'ben')
    await approve(number, 'ben')
    await expect(merge(number)).rejects.toMatchObject({ status: 405 })
    await approve(number, 'cleo')
    expect((await merge(number)).status).toBe(200)
  })

  it('wants the required checks on the head', async () => {
    protect({ requiredApprovals: 0, requiredChecks: ['ci'] })
    const number = await propose()
    const { repos, pulls } = forge.as('ana').rest
    const sha = (await pulls.get(pull(number))).data.head.sha
    const report = (state: 'failure' | 'success') =>
      repos.createCommitStatus({ ...REPOSITORY, sha, state, context: 'ci' })
    const message = async () => merge(number).catch((error: Error) => error.message)
    expect(await message()).toContain('Required status check "ci" is expected.')
    await report('failure')
    expect(await message()).toContain('Required status check "ci" is failing.')
    await report('success')
    expect((await merge(number)).status).toBe(200)
  })

  it('lets an administrator pass, unless it binds them too', async () => {
    protect({ requiredApprovals: 1, enforceAdmins: true })
    const number = await propose()
    await expect(merge(number, 'dora')).rejects.toMatchObject({ status: 405 })
    protect({ requiredApprovals: 1, enforceAdmins: false })
    expect((await merge(number, 'dora')).status).toBe(200)
  })

  it('refuses changes past pull requests over every route', async () => {
    protect({ requiredApprovals: 1 })
    const { repos, git } = forge.as('ana').rest
    const content = Buffer.from('x').toString('base64')
    const write = repos.createOrUpdateFileContents({ ...REPOSITORY, path: 'new.md', message: 'x', content })
    await expect(write).rejects.toMatchObject({ status: 409 })
    const { sha } = await push('limit: 5\n')
    const move = git.updateRef({ ...REPOSITORY, ref: 'heads/main', sha, force: true })
    await expect(move).rejects.toMatchObject({ status: 422 })
    await expect(git.deleteRef({ ...REPOSITORY, ref: 'heads/main' })).rejects.toMatchObject({ status: 422 })
  })
})

describe('rulesets', () => {
  it('ask for a team on top of the code owners, also of administrators', async () => {
    protect({ requiredApprovals: 1 })
    forge.forge.setRuleset({
      repository: FULL_NAME,
      name: 'payments need security',
      requiredReviewers: [{ team: 'acme/security', filePatterns: ['payments/**'], minimumApprovals: 1 }],
      at,
    })
    const number = await propose()
    const asked = await forge.as('ana').rest.pulls.listRequestedReviewers(pull(number))
    expect(asked.data.teams.map(({ slug }) => slug)).toEqual(['payments', 'security'])
    await approve(number, 'ben')
    await expect(merge(number, 'dora')).rejects.toMatchObject({
      response: { data: { message: 'At least 1 approving review is required by acme/security.' } },
    })
    await approve(number, 'cleo')
    expect((await merge(number)).status).toBe(200)
  })
})
