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

const propose = (
  path = 'payments/limits.yaml',
  text = 'limit: 2\n',
  more: { branch?: string; draft?: boolean } = {},
) => proposeChange(forge.forge, { person: 'ana', path, text, ...more })
const pull = (number: number) => ({ ...REPOSITORY, pull_number: number })

describe('opening', () => {
  it('refuses a second pull request for the same branches with 422', async () => {
    await propose()
    const again = forge.as('ana').rest.pulls.create({
      ...REPOSITORY,
      head: 'acme:change-payments-limits.yaml',
      base: 'main',
      title: 'Again',
    })
    await expect(again).rejects.toMatchObject({
      status: 422,
      response: {
        data: {
          errors: [{ message: 'A pull request already exists for acme:change-payments-limits.yaml.' }],
        },
      },
    })
  })

  it('opens a second one after the first was closed', async () => {
    const number = await propose()
    const { pulls } = forge.as('ana').rest
    await pulls.update({ ...pull(number), state: 'closed' })
    const head = 'change-payments-limits.yaml'
    const { data } = await pulls.create({ ...REPOSITORY, head, base: 'main', title: 'Again' })
    expect(data.number).toBe(number + 1)
  })

  it('refuses a branch without commits of its own, and one that is not there', async () => {
    const { pulls, git } = forge.as('ana').rest
    const sha = (await git.getRef({ ...REPOSITORY, ref: 'heads/main' })).data.object.sha
    await git.createRef({ ...REPOSITORY, ref: 'refs/heads/empty', sha })
    const open = (head: string) => pulls.create({ ...REPOSITORY, head, base: 'main', title: 'X' })
    await expect(open('empty')).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ message: 'No commits between main and empty' }] } },
    })
    await expect(open('nowhere')).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ field: 'head', code: 'invalid' }] } },
    })
  })

  it('asks the owners of the files that change, as the base names them', async () => {
    const number = await propose()
    const { data } = await forge.as('ana').rest.pulls.listRequestedReviewers(pull(number))
    expect(data.teams.map(({ slug }) => slug)).toEqual(['payments'])
    const other = await propose('README.md', '# Nobody owns this\n')
    expect((await forge.as('ana').rest.pulls.listRequestedReviewers(pull(other))).data.teams).toEqual([])
  })

  it('asks nobody for a draft, and the owners when it becomes ready', async () => {
    const number = await propose('security/base.yaml', 'deny: some\n', { draft: true })
    const { pulls } = forge.as('ana').rest
    expect((await pulls.listRequestedReviewers(pull(number))).data.teams).toEqual([])
    await forge.forge.setDraft({ repository: FULL_NAME, number, person: 'ana', draft: false, at })
    const { teams } = (await pulls.listRequestedReviewers(pull(number))).data
    expect(teams.map(({ slug }) => slug)).toEqual(['security'])
  })

  it('asks further owners when a push touches their files', async () => {
    const number = await propose()
    await forge.forge.commitFiles({
      repository: FULL_NAME,
      branch: 'change-payments-limits.yaml',
      files: { 'security/base.yaml': 'deny: none\n' },
      message: 'More',
      person: 'ana',
      at,
    })
    const { data } = await forge.as('ana').rest.pulls.get(pull(number))
    expect(data.requested_teams?.map(({ slug }) => slug)).toEqual(['payments', 'security'])
    expect(data.commits).toBe(2)
  })
})

describe('reviews', () => {
  it('refuse approval and request for changes by whoever opened it, and take a comment', async () => {
    const number = await propose()
    const { pulls } = forge.as('ana').rest
    await expect(pulls.createReview({ ...pull(number), event: 'APPROVE' })).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: ['Can not approve your own pull request'] } },
    })
    await expect(
      pulls.createReview({ ...pull(number), event: 'REQUEST_CHANGES', body: 'No' }),
    ).rejects.toMatchObject({ status: 422 })
    const comment = await pulls.createReview({ ...pull(number), event: 'COMMENT', body: 'Hm' })
    expect(comment.data.state).toBe('COMMENTED')
  })

  it('take the team off the list when a member answers', async () => {
    const number = await propose()
    await forge.as('ben').rest.pulls.createReview({ ...pull(number), event: 'APPROVE' })
    expect((await forge.as('ana').rest.pulls.listRequestedReviewers(pull(number))).data.teams).toEqual([])
  })

  it('cannot be asked of the person who opened it, nor of an outsider', async () => {
    const number = await propose()
    const { pulls } = forge.as('dora').rest
    await expect(pulls.requestReviewers({ ...pull(number), reviewers: ['ana'] })).rejects.toMatchObject({
      status: 422,
    })
    await expect(pulls.requestReviewers({ ...pull(number), reviewers: ['otto'] })).rejects.toMatchObject({
      status: 422,
    })
    const { data } = await pulls.requestReviewers({ ...pull(number), reviewers: ['rita'] })
    expect(data.requested_reviewers?.map(({ login }) => login)).toEqual(['rita'])
  })
})

describe('mergeable', () => {
  it('is null first and computed soon after', async () => {
    const number = await propose()
    const { pulls } = forge.as('ana').rest
    expect((await pulls.get(pull(number))).data).toMatchObject({
      mergeable: null,
      mergeable_state: 'unknown',
    })
    await expect
      .poll(async () => (await pulls.get(pull(number))).data)
      .toMatchObject({ mergeable: true, mergeable_state: 'clean' })
  })

  it('is false where both sides changed the same line, and merging is refused with 405', async () => {
    const number = await propose()
    await forge.forge.commitFiles({
      repository: FULL_NAME,
      branch: 'main',
      files: { 'payments/limits.yaml': 'limit: 3\n' },
      message: 'Meanwhile',
      person: 'dora',
      at,
    })
    const { pulls } = forge.as('ana').rest
    await expect
      .poll(async () => (await pulls.get(pull(number))).data)
      .toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
    await expect(pulls.merge(pull(number))).rejects.toMatchObject({ status: 405 })
  })
})
