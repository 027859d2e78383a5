import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { foundAcme, FULL_NAME, proposeChange, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'

const running: RunningForge[] = []
let forge: RunningForge

beforeEach(async () => {
  forge = await startForge()
  running.push(forge)
  await foundAcme(forge.forge)
})
afterAll(() => Promise.all(running.map((one) => one.close())))

const BRANCH = 'topic'
const change = { person: 'ana', path: 'payments/limits.yaml', text: 'limit: 2\n', branch: BRANCH }
const propose = () => proposeChange(forge.forge, change)
const pull = (number: number) => ({ ...REPOSITORY, pull_number: number })

describe('branches that go', () => {
  it('close their pull request, which can be opened again only with its branch', async () => {
    const number = await propose()
    const { git, pulls } = forge.as('ana').rest
    const { sha } = (await pulls.get(pull(number))).data.head
    await git.deleteRef({ ...REPOSITORY, ref: `heads/${BRANCH}` })
    expect((await pulls.get(pull(number))).data).toMatchObject({ state: 'closed', merged: false })
    await expect(pulls.update({ ...pull(number), state: 'open' })).rejects.toMatchObject({ status: 422 })
    await git.createRef({ ...REPOSITORY, ref: `refs/heads/${BRANCH}`, sha })
    expect((await pulls.update({ ...pull(number), state: 'open' })).data.state).toBe('open')
  })

  it('take what was pushed to them while their pull request was closed along when it is opened again, and nothing that rewrote them', async () => {
    const number = await propose()
    const { git, pulls } = forge.as('ana').rest
    await pulls.update({ ...pull(number), state: 'closed' })
    const by = { repository: FULL_NAME, person: 'ana', at: new Date('2026-03-02T10:00:00Z') }
    const later = { branch: BRANCH, files: { 'payments/limits.yaml': 'limit: 3\n' }, message: 'More' }
    const { sha } = await forge.forge.commitFiles({ ...by, ...later })
    expect((await pulls.update({ ...pull(number), state: 'open' })).data.head.sha).toBe(sha)
    const ref = await git.getRef({ ...REPOSITORY, ref: `pull/${number}/head` })
    expect(ref.data.object.sha).toBe(sha)
    await pulls.update({ ...pull(number), state: 'closed' })
    const main = await git.getRef({ ...REPOSITORY, ref: 'heads/main' })
    const back = { ref: `heads/${BRANCH}`, sha: main.data.object.sha, force: true }
    await git.updateRef({ ...REPOSITORY, ...back })
    await expect(pulls.update({ ...pull(number), state: 'open' })).rejects.toThrow(
      `The ${BRANCH} branch was force-pushed or recreated.`,
    )
  })

  it('count as merged when the base got their commits another way', async () => {
    const number = await propose()
    const { git, pulls } = forge.as('ana').rest
    const { sha } = (await pulls.get(pull(number))).data.head
    await git.updateRef({ ...REPOSITORY, ref: 'heads/main', sha })
    expect((await pulls.get(pull(number))).data).toMatchObject({ state: 'closed', merged: true })
  })

  it('and get another name take their pull requests and their protection along; those from them are closed', async () => {
    const number = await propose()
    forge.forge.setProtection({ repository: FULL_NAME, branch: 'main', requiredApprovals: 1 })
    const { rest } = forge.as('dora')
    const ana = forge.as('ana').rest
    const rename = { ...REPOSITORY, branch: 'main', new_name: 'trunk' }
    await expect(ana.repos.renameBranch(rename)).rejects.toMatchObject({ status: 403 })
    const { data } = await rest.repos.renameBranch(rename)
    expect(data).toMatchObject({ name: 'trunk', protected: true })
    expect((await rest.repos.get(REPOSITORY)).data.default_branch).toBe('trunk')
    expect((await rest.pulls.get(pull(number))).data).toMatchObject({
      state: 'open',
      base: { ref: 'trunk', sha: data.commit.sha },
    })
    await expect(rest.repos.getBranch({ ...REPOSITORY, branch: 'main' })).rejects.toMatchObject({
      status: 404,
    })
    await ana.repos.renameBranch({ ...REPOSITORY, branch: BRANCH, new_name: 'elsewhere' })
    expect((await rest.pulls.get(pull(number))).data).toMatchObject({ state: 'closed', merged: false })
  })
})
