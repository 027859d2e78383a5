import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { foundAcme, FULL_NAME, proposeChange, REPOSITORY } from '@/forge/testing/acme'
import { GitClient, withToken } from '@/forge/testing/git-client'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'

const running: RunningForge[] = []
let forge: RunningForge
beforeEach(async () => {
  forge = await startForge()
  running.push(forge)
  await foundAcme(forge.forge)
})
afterAll(() => Promise.all(running.map((one) => one.close())))

const clone = (login: string) => GitClient.clone(withToken(forge.url, forge.token(login)), forge.directory)
const tipOf = async (branch: string) => {
  const { git } = forge.as('ana').rest
  return (await git.getRef({ ...REPOSITORY, ref: `heads/${branch}` })).data.object.sha
}

describe('git over HTTP', () => {
  it('clones for whoever may read, and fetches pull requests', async () => {
    const number = await proposeChange(forge.forge, { person: 'ana', path: 'a.yaml', text: 'a: 1\n' })
    const client = await clone('rita')
    expect(await client.must('log', '-1', '--format=%s by %an')).toBe('Start by DORA')
    await client.must('fetch', '--quiet', 'origin', `refs/pull/${number}/head:pull`)
    expect(await client.must('show', 'pull:a.yaml')).toBe('a: 1')
  })

  it('refuses outsiders, strangers and unknown tokens', async () => {
    await expect(clone('otto')).rejects.toThrow(/not found/i)
    const url = `${forge.url}/${FULL_NAME}.git`
    await expect(GitClient.clone(url, forge.directory)).rejects.toThrow(/could not read Username/)
    const wrong = withToken(forge.url, 'ghp_wrong')
    await expect(GitClient.clone(wrong, forge.directory)).rejects.toThrow(/Authentication failed/)
  })

  it('refuses a push of somebody who may only read', async () => {
    const client = await clone('rita')
    await client.commit('a.yaml', 'a: 1\n')
    const pushed = await client.run('push', 'origin', 'HEAD:refs/heads/topic')
    expect(pushed.code).not.toBe(0)
    expect(pushed.output).toContain('403')
  })

  it('takes a push, moves the open pull request and its ref, and asks new owners', async () => {
    const number = await proposeChange(forge.forge, {
      person: 'ana',
      path: 'a.yaml',
      text: 'a: 1\n',
      branch: 'topic',
    })
    const client = await clone('ben')
    await client.must('checkout', '--quiet', 'topic')
    const sha = await client.commit('security/base.yaml', 'deny: some\n')
    await client.must('push', '--quiet', 'origin', 'topic')
    const { data } = await forge.as('ana').rest.pulls.get({ ...REPOSITORY, pull_number: number })
    expect(data.head.sha).toBe(sha)
    expect(data.requested_teams?.map(({ slug }) => slug)).toEqual(['security'])
    await client.must('fetch', '--quiet', 'origin', `refs/pull/${number}/head:pull`)
    expect(await client.must('rev-parse', 'pull')).toBe(sha)
  })

  it('refuses a push to a protected branch and takes the other branch of the same push', async () => {
    forge.forge.setProtection({ repository: FULL_NAME, branch: 'main', requiredApprovals: 1 })
    const client = await clone('ana')
    const before = await tipOf('main')
    const sha = await client.commit('a.yaml', 'a: 1\n')
    const pushed = await client.run('push', 'origin', 'HEAD:main', 'HEAD:topic')
    expect(pushed.code).not.toBe(0)
    expect(pushed.output).toContain('GH006: Protected branch update failed for refs/heads/main')
    expect(pushed.output).toContain('At least 1 approving review is required')
    expect(await tipOf('main')).toBe(before)
    expect(await tipOf('topic')).toBe(sha)
  })

  it('lets an administrator push to a protected branch, unless it binds them too', async () => {
    forge.forge.setProtection({ repository: FULL_NAME, branch: 'main', requiredApprovals: 1 })
    const client = await clone('dora')
    const sha = await client.commit('a.yaml', 'a: 1\n')
    await client.must('push', '--quiet', 'origin', 'main')
    expect(await tipOf('main')).toBe(sha)
    forge.forge.setProtection({
      repository: FULL_NAME,
      branch: 'main',
      requiredApprovals: 1,
      enforceAdmins: true,
    })
    await client.commit('b.yaml', 'b: 1\n')
    expect((await client.run('push', 'origin', 'main')).code).not.toBe(0)
    expect(await tipOf('main')).toBe(sha)
  })

  it('refuses rewriting and deleting a protected branch that takes direct pushes', async () => {
    forge.forge.setProtection({ repository: FULL_NAME, branch: 'release/*', requiredApprovals: 0 })
    const client = await clone('ana')
    await client.must('push', '--quiet', 'origin', 'HEAD:refs/heads/release/1')
    const sha = await client.commit('a.yaml', 'a: 1\n')
    await client.must('push', '--quiet', 'origin', 'HEAD:refs/heads/release/1')
    await client.must('reset', '--quiet', '--hard', 'HEAD~1')
    await client.commit('a.yaml', 'a: 2\n')
    const forced = await client.run('push', '--force', 'origin', 'HEAD:refs/heads/release/1')
    expect(forced.output).toContain('Cannot force-push')
    expect((await client.run('push', 'origin', ':refs/heads/release/1')).code).not.toBe(0)
    expect(await tipOf('release/1')).toBe(sha)
  })

  it('follows a force-push of an unprotected branch', async () => {
    const number = await proposeChange(forge.forge, {
      person: 'ana',
      path: 'a.yaml',
      text: 'a: 1\n',
      branch: 'topic',
    })
    const client = await clone('ana')
    await client.must('checkout', '--quiet', '-b', 'again', 'origin/main')
    const sha = await client.commit('b.yaml', 'b: 1\n')
    await client.must('push', '--quiet', '--force', 'origin', 'again:topic')
    const { pulls } = forge.as('ana').rest
    const pull = { ...REPOSITORY, pull_number: number }
    expect((await pulls.get(pull)).data.head.sha).toBe(sha)
    expect((await pulls.listFiles(pull)).data.map(({ filename }) => filename)).toEqual(['b.yaml'])
  })

  it('marks a pull request as merged when its commits are pushed to the base', async () => {
    const number = await proposeChange(forge.forge, {
      person: 'ana',
      path: 'a.yaml',
      text: 'a: 1\n',
      branch: 'topic',
    })
    const client = await clone('ana')
    await client.must('merge', '--quiet', 'origin/topic')
    await client.must('push', '--quiet', 'origin', 'main')
    const { data } = await forge.as('ana').rest.pulls.get({ ...REPOSITORY, pull_number: number })
    expect(data).toMatchObject({ merged: true, state: 'closed' })
  })

  it('does not let anybody write the refs of pull requests', async () => {
    const number = await proposeChange(forge.forge, { person: 'ana', path: 'a.yaml', text: 'a: 1\n' })
    const client = await clone('dora')
    const pushed = await client.run('push', 'origin', `+HEAD:refs/pull/${number}/head`)
    expect(pushed.output).toContain('hidden ref')
  })

  it('takes a push of many megabytes', async () => {
    const client = await clone('ana')
    const line = 'x'.repeat(99)
    const text = Array.from({ length: 60_000 }, (_, index) => `${index * 7919} ${line}\n`).join('')
    const sha = await client.commit('large.txt', text)
    await client.must('push', '--quiet', 'origin', 'HEAD:large')
    expect(await tipOf('large')).toBe(sha)
  })

  it('keeps from a push what rulesets restrict, in GitHub’s words, and takes what they do not name', async () => {
    const rules = {
      repository: FULL_NAME,
      name: 'pushed',
      branches: ['~ALL'],
      requiredReviewers: [],
      at: new Date(),
    }
    forge.forge.setRuleset({ ...rules, restrictedPaths: ['security/*'] })
    const client = await clone('ana')
    const harmless = await client.commit('a.yaml', 'a: 1\n')
    await client.must('push', '--quiet', 'origin', 'HEAD:topic')
    await client.commit('security/deep/base.yaml', 'deny: some\n')
    const restricted = await client.run('push', 'origin', 'HEAD:topic')
    expect(restricted.output).toContain('GH013: Repository rule violations found for refs/heads/topic')
    expect(restricted.output).toContain('File path is restricted: security/deep/base.yaml')
    expect((await client.run('push', 'origin', 'HEAD:other')).output).toContain('File path is restricted')
    expect(await tipOf('topic')).toBe(harmless)
    const kept = [
      [{ restrictedExtensions: ['*.yaml'] }, 'File extension is restricted: a.yaml'],
      [{ maxPathLength: 22 }, 'File path is too long: security/deep/base.yaml'],
      [{ maxFileMegabytes: 1 }, 'File is too large: long.txt'],
    ] as const
    await client.commit('long.txt', 'x'.repeat(1024 * 1024 + 1))
    for (const [keeps, words] of kept) {
      forge.forge.setRuleset({ ...rules, ...keeps })
      expect((await client.run('push', 'origin', 'HEAD:sized')).output).toContain(words)
    }
    const wide = { restrictedExtensions: ['*.exe'], maxPathLength: 23, maxFileMegabytes: 2 }
    forge.forge.setRuleset({ ...rules, ...wide })
    await client.must('push', '--quiet', 'origin', 'HEAD:sized')
    forge.forge.setRuleset({ ...rules, maxFileMegabytes: 1 })
    const { git, repos } = forge.as('ana').rest
    const again = { ref: 'refs/heads/again', sha: (await tipOf('sized')) ?? '' }
    await expect(git.createRef({ ...REPOSITORY, ...again })).rejects.toThrow('File is too large: long.txt')
    const content = Buffer.alloc(1024 * 1024 + 1, 'x').toString('base64')
    const put = { path: 'other.txt', branch: 'topic', message: 'Long', content }
    await expect(repos.createOrUpdateFileContents({ ...REPOSITORY, ...put })).rejects.toThrow(
      'File is too large: other.txt',
    )
    forge.forge.setRuleset({ ...rules, restrictCreations: true })
    expect((await client.run('push', 'origin', 'HEAD:other')).output).toContain('creations being restricted')
    await client.must('push', '--quiet', 'origin', 'HEAD:topic')
  })

  it('takes no secret that push protection finds, not from an administrator, and not in a commit below the last', async () => {
    forge.forge.setPushProtection({ repository: FULL_NAME, on: true })
    const client = await clone('dora')
    await client.commit('a.yaml', `key: ghp_${'a1B2'.repeat(9)}\n`)
    await client.commit('a.yaml', 'key: none\n')
    const pushed = await client.run('push', 'origin', 'HEAD:topic')
    expect(pushed.output).toContain('GH013: Repository rule violations found for refs/heads/topic')
    expect(pushed.output).toContain('Push cannot contain secrets')
    forge.forge.setPushProtection({ repository: FULL_NAME, on: false })
    await client.must('push', '--quiet', 'origin', 'HEAD:topic')
  })
})
