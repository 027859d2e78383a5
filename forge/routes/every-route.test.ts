import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REPOSITORY_ROUTES, ROUTES } from './all'
import { saveApp } from '@/forge/admin/make-app'
import { foundAcme, FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'
import { exchange } from '@/forge/oauth/exchange'
import { grant, readAuthorize } from '@/forge/oauth/authorize'

let running: RunningForge
beforeAll(async () => {
  running = await startForge()
  await foundAcme(running.forge)
})
afterAll(() => running.close())

/** GitHub's name of one of our patterns, e.g. `/repos/{}/{}/pulls/{}`. */
function anonymised(path: string): string {
  return path.replace(/[:*][a-z_]+/g, '{}').replace(/\{[^}]*\}/g, '{}')
}

describe('every route answers as GitHub publishes', () => {
  it('accounts, organisation and teams', async () => {
    const ana = running.as('ana')
    const ben = running.as('ben')
    expect((await ana.rest.users.getAuthenticated()).data).toMatchObject({
      login: 'ana',
      email: 'ana@acme.test',
    })
    await ana.rest.users.listEmailsForAuthenticatedUser()
    expect((await ana.rest.repos.listForAuthenticatedUser()).data).toHaveLength(1)
    await ana.rest.users.getByUsername({ username: 'ben' })
    await ana.rest.orgs.get({ org: 'acme' })
    expect((await ben.rest.orgs.listMembers({ org: 'acme' })).data.map(({ login }) => login)).toEqual([
      'ben',
      'cleo',
    ])
    await ben.rest.orgs.checkMembershipForUser({ org: 'acme', username: 'cleo' })
    await ben.rest.teams.list({ org: 'acme' })
    const team = { org: 'acme', team_slug: 'payments' }
    await ben.rest.teams.getByName(team)
    expect((await ben.rest.teams.listMembersInOrg(team)).data.map(({ login }) => login)).toEqual(['ben'])
    await ben.rest.teams.getMembershipForUserInOrg({ ...team, username: 'ben' })
  })

  it('the repository, its people and its rules', async () => {
    const dora = running.as('dora')
    const { repos } = dora.rest
    expect((await repos.get(REPOSITORY)).data.permissions).toMatchObject({ admin: true })
    await repos.update({ ...REPOSITORY, description: 'All policies' })
    await repos.listTeams(REPOSITORY)
    await dora.rest.issues.listLabelsForRepo(REPOSITORY)
    await repos.codeownersErrors(REPOSITORY)
    await repos.listCollaborators(REPOSITORY)
    await repos.checkCollaborator({ ...REPOSITORY, username: 'ana' })
    const { data } = await repos.getCollaboratorPermissionLevel({ ...REPOSITORY, username: 'ben' })
    expect(data).toMatchObject({ permission: 'write', role_name: 'write' })
    await dora.request('PUT /repos/{owner}/{repo}/collaborators/{username}', {
      ...REPOSITORY,
      username: 'otto',
      permission: 'triage',
    })
    await repos.removeCollaborator({ ...REPOSITORY, username: 'otto' })
    running.forge.setProtection({
      repository: FULL_NAME,
      branch: 'main',
      requireCodeOwnerReviews: true,
      requiredChecks: ['ci'],
    })
    const kept = { restrictedExtensions: ['*.exe'], maxPathLength: 99, maxFileMegabytes: 1 }
    running.forge.setRuleset({
      repository: FULL_NAME,
      name: 'security',
      requiredReviewers: [{ team: 'acme/security', filePatterns: ['security/**'], minimumApprovals: 1 }],
      restrictCreations: true,
      restrictedPaths: ['x/*'],
      ...kept,
      at: new Date(),
    })
    await repos.listBranches(REPOSITORY)
    await repos.getBranch({ ...REPOSITORY, branch: 'main' })
    const protection = await repos.getBranchProtection({ ...REPOSITORY, branch: 'main' })
    expect(protection.data.required_status_checks?.contexts).toEqual(['ci'])
    const rulesets = await repos.getRepoRulesets(REPOSITORY)
    await repos.getRepoRuleset({ ...REPOSITORY, ruleset_id: rulesets.data[0]?.id ?? 0 })
    const rules = await repos.getBranchRules({ ...REPOSITORY, branch: 'main' })
    expect(rules.data.map(({ type }) => type).slice(-2)).toEqual(['max_file_path_length', 'max_file_size'])
  })

  it('contents, git objects, refs and commits', async () => {
    const { repos, git } = running.as('ana').rest
    await repos.getContent({ ...REPOSITORY, path: '' })
    const file = await repos.getContent({ ...REPOSITORY, path: 'payments/limits.yaml' })
    expect(file.data).toMatchObject({ type: 'file', encoding: 'base64', size: 9 })
    const main = await git.getRef({ ...REPOSITORY, ref: 'heads/main' })
    const head = main.data.object.sha
    const blob = await git.createBlob({ ...REPOSITORY, content: 'limit: 2\n' })
    await git.getBlob({ ...REPOSITORY, file_sha: blob.data.sha })
    const base = await git.getCommit({ ...REPOSITORY, commit_sha: head })
    const tree = await git.createTree({
      ...REPOSITORY,
      base_tree: base.data.tree.sha,
      tree: [{ path: 'payments/limits.yaml', mode: '100644', type: 'blob', sha: blob.data.sha }],
    })
    const all = await git.getTree({ ...REPOSITORY, tree_sha: tree.data.sha, recursive: 'true' })
    expect(all.data.tree.map(({ path }) => path)).toContain('security/base.yaml')
    const commit = await git.createCommit({
      ...REPOSITORY,
      message: 'Raise',
      tree: tree.data.sha,
      parents: [head],
    })
    expect(commit.data.author.name).toBe('ANA')
    expect(commit.data.committer.email).toBe('ana@acme.test')
    await git.createRef({ ...REPOSITORY, ref: 'refs/heads/topic', sha: head })
    await git.updateRef({ ...REPOSITORY, ref: 'heads/topic', sha: commit.data.sha, force: false })
    await git.listMatchingRefs({ ...REPOSITORY, ref: 'heads/' })
    const place = { ...REPOSITORY, path: 'note.md', branch: 'topic' }
    const put = await repos.createOrUpdateFileContents({
      ...place,
      message: 'Add',
      content: Buffer.from('hi').toString('base64'),
    })
    await repos.deleteFile({ ...place, message: 'Remove', sha: put.data.content?.sha ?? '' })
    await repos.listCommits({ ...REPOSITORY, sha: 'topic', path: 'payments' })
    const shown = await repos.getCommit({ ...REPOSITORY, ref: commit.data.sha })
    expect(shown.data.files?.[0]?.patch).toContain('+limit: 2')
    const compared = await repos.compareCommitsWithBasehead({ ...REPOSITORY, basehead: 'main...topic' })
    expect(compared.data).toMatchObject({ status: 'ahead', ahead_by: 3 })
    await repos.renameBranch({ ...REPOSITORY, branch: 'topic', new_name: 'topic-2' })
    await git.deleteRef({ ...REPOSITORY, ref: 'heads/topic-2' })
  })

  it('pull requests, reviews and merges', async () => {
    const { pulls, repos, issues } = running.as('ana').rest
    const { rest: cleo } = running.as('cleo')
    const at = new Date('2026-03-02T09:00:00Z')
    await running.forge.commitFiles({
      repository: FULL_NAME,
      branch: 'raise',
      files: { 'README.md': '# Raised\n' },
      message: 'Raise',
      person: 'ana',
      at,
    })
    const opened = await pulls.create({
      ...REPOSITORY,
      head: 'raise',
      base: 'main',
      title: 'Raise',
      body: 'Why',
    })
    const pull = { ...REPOSITORY, pull_number: opened.data.number }
    await pulls.list(REPOSITORY)
    await pulls.get(pull)
    await pulls.update({ ...pull, title: 'Raise it' })
    await pulls.listFiles(pull)
    await pulls.listCommits(pull)
    await pulls.requestReviewers({ ...pull, reviewers: ['dora'], team_reviewers: ['security'] })
    await pulls.listRequestedReviewers(pull)
    await pulls.removeRequestedReviewers({ ...pull, reviewers: ['dora'] })
    const pending = await cleo.pulls.createReview({ ...pull, body: 'Reading' })
    const review = { ...pull, review_id: pending.data.id }
    await cleo.pulls.submitReview({ ...review, event: 'APPROVE' })
    await cleo.pulls.getReview(review)
    await cleo.pulls.dismissReview({ ...review, message: 'Once more' })
    const listEvents = () => issues.listEvents({ ...REPOSITORY, issue_number: opened.data.number })
    expect((await listEvents()).data).toMatchObject([
      { event: 'review_dismissed', dismissed_review: { state: 'approved', review_id: pending.data.id } },
    ])
    await cleo.pulls.createReview({ ...pull, event: 'APPROVE' })
    expect((await pulls.listReviews(pull)).data.map(({ state }) => state)).toEqual(['DISMISSED', 'APPROVED'])
    const { head } = opened.data
    await repos.createCommitStatus({ ...REPOSITORY, sha: head.sha, state: 'success', context: 'ci' })
    await repos.listCommitStatusesForRef({ ...REPOSITORY, ref: head.sha })
    expect((await repos.getCombinedStatusForRef({ ...REPOSITORY, ref: head.sha })).data.state).toBe('success')
    await repos.listPullRequestsAssociatedWithCommit({ ...REPOSITORY, commit_sha: head.sha })
    await expect(pulls.checkIfMerged(pull)).rejects.toMatchObject({ status: 404 })
    expect((await pulls.merge({ ...pull, merge_method: 'squash', sha: head.sha })).data.merged).toBe(true)
    await pulls.checkIfMerged(pull)
    expect((await listEvents()).data.map(({ event }) => event)).toEqual(['review_dismissed', 'merged'])
  })

  it('issues, labels and comments', async () => {
    const { issues } = running.as('ana').rest
    const issue = await issues.create({
      ...REPOSITORY,
      title: 'Follow up',
      body: '- [ ] look',
      labels: ['emergency'],
    })
    const one = { ...REPOSITORY, issue_number: issue.data.number }
    await issues.listForRepo(REPOSITORY)
    await issues.get(one)
    await issues.addLabels({ ...one, labels: ['bug'] })
    await issues.setLabels({ ...one, labels: ['bug', 'question'] })
    await issues.removeLabel({ ...one, name: 'bug' })
    expect((await issues.listLabelsOnIssue(one)).data.map(({ name }) => name)).toEqual(['question'])
    const comment = await issues.createComment({ ...one, body: 'Done' })
    await issues.updateComment({ ...REPOSITORY, comment_id: comment.data.id, body: 'Really done' })
    await issues.listComments(one)
    await issues.deleteComment({ ...REPOSITORY, comment_id: comment.data.id })
    expect((await issues.update({ ...one, state: 'closed' })).data.state).toBe('closed')
  })

  it('apps, their installations, tokens, check runs and deliveries', async () => {
    const { core } = running.forge
    const at = new Date()
    const app = saveApp(
      core,
      {
        name: 'Lockstep',
        url: 'http://127.0.0.1',
        callbackUrl: 'http://127.0.0.1/cb',
        webhookUrl: 'http://127.0.0.1:9/hook',
      },
      at,
    )
    const key = running.asApp(app)
    await key.rest.apps.getAuthenticated()
    await key.rest.apps.listInstallations()
    const installation = await key.rest.apps.getRepoInstallation(REPOSITORY)
    const id = { installation_id: installation.data.id }
    await key.rest.apps.getInstallation(id)
    const made = await key.rest.apps.createInstallationAccessToken(id)
    const bot = running.octokit(made.data.token)
    expect((await bot.rest.apps.listReposAccessibleToInstallation()).data.total_count).toBe(1)
    const head = (await bot.rest.repos.getBranch({ ...REPOSITORY, branch: 'main' })).data.commit.sha
    const run = await bot.rest.checks.create({
      ...REPOSITORY,
      name: 'lockstep/policy',
      head_sha: head,
      status: 'in_progress',
    })
    const check = { ...REPOSITORY, check_run_id: run.data.id }
    await bot.rest.checks.update({
      ...check,
      conclusion: 'success',
      output: { title: 'Good', summary: 'All good' },
    })
    await bot.rest.checks.get(check)
    expect(
      (await bot.rest.checks.listForRef({ ...REPOSITORY, ref: 'main' })).data.check_runs[0]?.conclusion,
    ).toBe('success')
    await expect
      .poll(async () => (await key.rest.apps.listWebhookDeliveries()).data.length, { timeout: 5000 })
      .toBeGreaterThan(0)
    const deliveries = await key.rest.apps.listWebhookDeliveries()
    const delivery = { delivery_id: deliveries.data[0]?.id ?? 0 }
    await key.rest.apps.getWebhookDelivery(delivery)
    await key.rest.apps.redeliverWebhookDelivery(delivery)
    await oauthTokens(running)
  })

  it('covers every route that the forge has', () => {
    const checked = new Set([...running.schema.checked].map((name) => anonymised(name)))
    const own = [
      ...ROUTES.map(({ method, pattern }) => `${method} ${pattern}`),
      ...REPOSITORY_ROUTES.map(({ method, pattern }) => `${method} /repos/:owner/:repo${pattern}`),
    ].filter((name) => !name.endsWith('/contents'))
    expect(own.map(anonymised).filter((name) => !checked.has(name))).toEqual([])
    expect(own.length).toBeGreaterThan(85)
  })
})

/** A person's token made by OAuth, and what its client may do with it. */
async function oauthTokens(running: RunningForge): Promise<void> {
  const { forge, url, schema } = running
  const { core } = forge
  const app = core.state.apps.all()[0]
  const ana = core.state.accountsByLogin('ana')[0]
  if (app === undefined || ana === undefined) throw new Error('no app')
  const at = new Date()
  const request = readAuthorize(core, new URLSearchParams({ client_id: app.clientId }))
  const newToken = (): string => {
    const code = new URL(grant(core, request, ana, at)).searchParams.get('code') ?? ''
    const form = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, code })
    return String(exchange(core, form, undefined, at).access_token)
  }
  expect(
    (await running.octokit(newToken()).rest.apps.listInstallationsForAuthenticatedUser()).data.total_count,
  ).toBe(1)
  const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
  for (const [method, what] of [
    ['POST', 'token'],
    ['DELETE', 'token'],
    ['DELETE', 'grant'],
  ] as const) {
    const response = await fetch(`${url}/api/v3/applications/${app.clientId}/${what}`, {
      method,
      headers: { authorization: `basic ${basic}`, 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: newToken() }),
    })
    const body: unknown = response.status === 204 ? undefined : await response.json()
    const template = `/applications/{client_id}/${what}`
    expect(schema.problemsOf(method, template, response.status, body)).toEqual([])
  }
}
