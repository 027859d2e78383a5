import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPullsOf, pullsOf, repositoryNamed, type Pull } from '@/forge/access/find'
import type { GitRepository } from '@/forge/git/repository'
import { openForge, type Forge } from '@/forge/open-forge'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { parseConfiguration } from '@/lib/repository/configuration'
import { policyFaults } from '@/policies/policy-shape'
import { roleOn } from '@/forge/access/role-on'
import { ACCOUNTS } from './accounts'
import { FULL_NAME } from './organisation'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import { isTestFile, policyPathOf } from '@/lib/policy/test/test-path'
import { readSample } from './sample'
import { seedForge } from './seed'

const NOW = new Date('2026-11-24T14:31:00Z')
const folder = mkdtempSync(join(tmpdir(), 'seed '))
const dataDirectory = join(folder, 'year')
const searchPath = process.env.PATH
let forge: Forge

beforeAll(async () => {
  await seedForge({ dataDirectory, now: NOW, history: 'year', searchPath })
  forge = await openForge(dataDirectory, { searchPath })
})

afterAll(() => {
  forge.close()
  rmSync(folder, { recursive: true, force: true })
})

function git(...args: string[]): string {
  return gitIn(forge, ...args)
}

function repositoryOf({ core }: Forge): GitRepository {
  return core.git(repositoryNamed(core, FULL_NAME).id)
}

function gitIn(where: Forge, ...args: string[]): string {
  const { directory } = repositoryOf(where)
  return execFileSync('git', ['--git-dir', directory, ...args], { encoding: 'utf8', maxBuffer: 1e8 })
}

/** Without a process for each: there are hundreds. */
async function textOf(name: string, where = forge): Promise<string> {
  const blob = await repositoryOf(where).object(name)
  if (blob?.type !== 'blob') throw new Error(`no blob ${name}`)
  return blob.data.toString('utf8')
}

/** Text of every file at a commit, by path. */
async function filesAt(commit: string, where = forge): Promise<Map<string, string>> {
  const paths = gitIn(where, 'ls-tree', '-r', '-z', '--name-only', commit).split('\0').filter(Boolean)
  const texts = await Promise.all(paths.map((path) => textOf(`${commit}:${path}`, where)))
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']))
}

function pulls(): Pull[] {
  return pullsOf(forge.core, repositoryNamed(forge.core, FULL_NAME))
}

function titled(title: string): Pull {
  const found = pulls().find(({ issue }) => issue.title === title)
  if (found === undefined) throw new Error(`no pull request "${title}"`)
  return found
}

function login(accountId: number): string {
  return forge.core.state.accounts.mustGet(accountId).login
}

describe('a seeded year', () => {
  it('ends in the sample policies, byte for byte', async () => {
    expect(await filesAt('main')).toEqual(readSample())
  })

  it('has the size of a year of four teams', () => {
    const merged = pulls().filter(({ pull }) => pull.mergedAt !== null)
    const commits = git('rev-list', 'main').trim().split('\n')
    expect(merged.length).toBeGreaterThanOrEqual(110)
    expect(merged.length).toBeLessThanOrEqual(140)
    expect(commits.length).toBeGreaterThanOrEqual(200)
    expect(commits.length).toBeLessThanOrEqual(280)
    expect(
      pulls().filter(({ pull, issue }) => issue.state === 'closed' && pull.mergedAt === null).length,
    ).toBeGreaterThan(4)
  })

  it('merges in both ways, and has commits that came without a pull request', () => {
    const landed = new Set(pulls().map(({ pull }) => pull.mergeSha))
    const mainline = git('log', '--first-parent', '--format=%H %P', 'main').trim().split('\n')
    const direct = mainline.filter((line) => !landed.has(line.slice(0, 40)))
    const merges = mainline.filter((line) => line.split(' ').length === 3)
    expect(direct.length).toBeGreaterThan(4)
    expect(merges.length).toBeGreaterThan(40)
    expect(mainline.length - merges.length - direct.length).toBeGreaterThan(40)
  })

  it('never lets the drafter approve, and merges nothing without an approval', () => {
    const approvers = ({ pull }: Pull): number[] =>
      forge.core.state.reviewsOfPull(`${pull.id}`).map(({ authorId }) => authorId)
    const merged = pulls().filter(({ pull }) => pull.mergedAt !== null)
    expect(pulls().filter((entry) => approvers(entry).includes(entry.issue.authorId))).toEqual([])
    expect(merged.filter((entry) => approvers(entry).length === 0)).toEqual([])
  })

  it('tells everything in order, over one year that ends now', () => {
    const times = git('log', '--first-parent', '--reverse', '--format=%ct', 'main')
      .trim()
      .split('\n')
      .map(Number)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const [first = 0] = times
    const last = times.at(-1) ?? 0
    const seconds = NOW.getTime() / 1000
    expect(seconds - first).toBeGreaterThan(364 * 86_400)
    expect(seconds - first).toBeLessThan(368 * 86_400)
    expect(seconds - last).toBeGreaterThan(0)
    expect(seconds - last).toBeLessThan(600)
    const stories = pulls().map(({ pull, issue }) => {
      const reviews = forge.core.state.reviewsOfPull(`${pull.id}`).map(({ submittedAt }) => submittedAt ?? '')
      return [issue.createdAt].concat(reviews, pull.mergedAt ?? '9')
    })
    expect(stories).toEqual(stories.map((story) => Array.from(story).sort()))
  })

  it('brings old content back, so that one blob stands in two intervals of main', () => {
    const raw = git(
      'log',
      '--first-parent',
      '--diff-merges=first-parent',
      '--raw',
      '--no-abbrev',
      '--format=',
      'main',
    )
    const arrivals = raw
      .trim()
      .split('\n')
      .map((line) => line.split(/[\s]+/))
    const seen = arrivals.map((fields) => `${fields[3]} ${fields[5]}`)
    const twice = seen.filter((key, at) => seen.indexOf(key) !== at).map((key) => key.split(' ')[1])
    expect(new Set(twice)).toEqual(
      new Set([
        '.lockstep.yaml',
        'policies/payments/stripe.yaml',
        'policies/platform/github.yaml',
        'policies/support/zendesk.yaml',
      ]),
    )
  })

  it('holds well made policies in every version that a commit ever brought', async () => {
    const objects = git('rev-list', '--objects', '--all')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
    const versions = objects.filter(([, path = '']) => isPolicyPath(path, 'policies'))
    const faults = await Promise.all(
      versions.map(async ([sha = '', path]) =>
        policyFaults(await textOf(sha)).map((fault) => `${path}: ${fault}`),
      ),
    )
    expect(versions.length).toBeGreaterThan(150)
    expect(faults.flat()).toEqual([])
  })

  it('passes its policy tests in every state of main since it has them', async () => {
    const commits = git('log', '--first-parent', '--format=%H', 'main', '--', 'policies/**.test.yaml')
      .trim()
      .split('\n')
    const failed: string[] = []
    for (const commit of commits) {
      const files = await filesAt(commit)
      for (const [path, tests] of files) {
        if (!isTestFile(path)) continue
        const outcome = checkPolicyTests(files.get(policyPathOf(path)) ?? '', tests)
        if (outcome.kind !== 'ran' || outcome.report.failed > 0) failed.push(`${commit} ${path}`)
      }
    }
    expect(commits).toHaveLength(6)
    expect(failed).toEqual([])
  })

  it('holds a configuration without fault in every version, pins included', async () => {
    const commits = git('log', '--format=%H', 'main', '--', '.lockstep.yaml').trim().split('\n')
    const texts = await Promise.all(commits.map((sha) => textOf(`${sha}:.lockstep.yaml`)))
    const read = texts.map((text) => parseConfiguration(text))
    expect(read.filter(({ ok }) => !ok)).toEqual([])
    const pins = read.flatMap((one) => (one.ok ? one.configuration.pins : []))
    expect(pins).toMatchObject([{ proxy: 'stripe-prod-eu-2', reason: 'INC-2231' }])
  })

  it('changes in each merged pull request what its own branch changed, nothing else', () => {
    const merged = pulls().filter(({ pull }) => pull.mergedAt !== null)
    const changed = (range: (pull: Pull['pull']) => string): string[] =>
      merged.map(({ pull, issue }) => `${issue.title}: ${git('diff', '--name-only', range(pull))}`)
    const landed = changed(({ mergeSha }) => `${mergeSha}^1..${mergeSha}`)
    const proposed = changed(({ mergeSha, headSha }) => `${mergeSha}^1...${headSha}`)
    expect(landed).toEqual(proposed)
  })
})

describe('what is open', () => {
  it('is four pull requests, which await their owners', () => {
    const open = openPullsOf(forge.core, repositoryNamed(forge.core, FULL_NAME))
    const teams = (ids: readonly number[]): string[] =>
      ids.map((id) => forge.core.state.teams.mustGet(id).slug).sort()
    const shown = open.map(({ pull, issue }) => [
      issue.title,
      login(issue.authorId),
      teams(pull.requestedTeamIds),
    ])
    expect(new Set(shown.map((row) => row.join(' · ')))).toEqual(
      new Set([
        'Require a ticket on refunds · mara · payments,security',
        'Deny delete_repository everywhere · priya · platform,security',
        'Read-only analytics role · dmitri · data,security',
        'Track new GitHub MCP tools · ines · platform,security',
      ]),
    )
  })

  it('merges without a conflict', () => {
    for (const { pull } of openPullsOf(forge.core, repositoryNamed(forge.core, FULL_NAME))) {
      expect(() => git('merge-tree', '--write-tree', 'main', pull.headSha)).not.toThrow()
    }
  })

  it('fails a check on one of them only', () => {
    const states = (title: string): string[] => {
      const { pull } = titled(title)
      return forge.core.state
        .statusesOfCommit(`${pull.repositoryId}@${pull.headSha}`)
        .map(({ state }) => state)
    }
    expect(states('Read-only analytics role')).toContain('failure')
    expect(states('Require a ticket on refunds')).toEqual(['success', 'success', 'success'])
    expect(states('Deny delete_repository everywhere')).toEqual(['success', 'success'])
  })

  it('marks emergencies, and leaves the review of the last one to do', () => {
    const labels = ({ issue }: Pull): string[] =>
      issue.labelIds.map((id) => forge.core.state.labels.mustGet(id).name)
    const emergencies = pulls().filter((entry) => labels(entry).includes('emergency'))
    expect(emergencies.map(({ issue }) => issue.title)).toHaveLength(3)
    const reviews = forge.core.state.issues.all().filter(({ pullId }) => pullId === null)
    expect(reviews.map(({ state }) => state).sort()).toEqual(['closed', 'open'])
  })
})

describe('people', () => {
  it('have the roles that they show', () => {
    const repository = repositoryNamed(forge.core, FULL_NAME)
    const roles = ACCOUNTS.map(({ login: name }) => {
      const [account] = forge.core.state.accountsByLogin(name)
      return [name, account === undefined ? 'no account' : roleOn(forge.core, repository, account)]
    })
    expect(roles).toEqual(ACCOUNTS.map(({ login: name, role }) => [name, role]))
  })
})

describe('seeding again', () => {
  it('leaves a seeded folder alone', async () => {
    const before = git('rev-parse', 'main')
    const outcome = await seedForge({ dataDirectory, now: new Date(), history: 'year', searchPath })
    expect(outcome).toBe('kept')
    expect(git('rev-parse', 'main')).toBe(before)
  })

  it('can do without a history', async () => {
    const short = join(folder, 'none')
    expect(await seedForge({ dataDirectory: short, now: NOW, history: 'none', searchPath })).toBe('seeded')
    const small = await openForge(short, { searchPath })
    expect(gitIn(small, 'rev-list', 'main').trim().split('\n')).toHaveLength(1)
    expect(await filesAt('main', small)).toEqual(readSample())
    expect(small.core.state.pulls.all()).toEqual([])
    small.close()
  })
})
