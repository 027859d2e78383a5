// Checks the policies of a repository in GitHub Actions, GitLab CI, Jenkins or by hand, and keeps one comment on the pull request up to
// date. The only script of all recipes in this folder; needs Node 20.19 or newer and git 2.38 or newer, and no package. See docs/ci.md.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MARKER = '<!-- lockstep-check -->'
const MOST_PAGES = 30
const PATIENCE_MS = 30_000

const environment = process.env
const reports = environment.LOCKSTEP_REPORTS || 'lockstep-reports'

/** Where the change is discussed, and from where it starts; nulls outside of a pull request. */
function findChange() {
  if (environment.GITHUB_ACTIONS === 'true') return githubChange()
  if (environment.GITLAB_CI === 'true') return gitlabChange()
  if (environment.CHANGE_ID) return jenkinsChange()
  return { range: environment.LOCKSTEP_RANGE || null, comments: null }
}

function githubChange() {
  const event = JSON.parse(readFileSync(environment.GITHUB_EVENT_PATH, 'utf8'))
  const pull = event.pull_request
  if (pull === undefined) return { range: null, comments: null }
  return {
    range: `${pull.base.sha}...HEAD`,
    comments: githubComments(pull.number, environment.GITHUB_REPOSITORY),
  }
}

/** Multibranch pipelines set these. The repository and the token are given by the Jenkinsfile. */
function jenkinsChange() {
  const repository = environment.LOCKSTEP_REPOSITORY
  return {
    range: `origin/${environment.CHANGE_TARGET}...HEAD`,
    comments: repository ? githubComments(environment.CHANGE_ID, repository) : null,
  }
}

function gitlabChange() {
  const { CI_MERGE_REQUEST_IID, CI_MERGE_REQUEST_DIFF_BASE_SHA, CI_API_V4_URL, CI_PROJECT_ID } = environment
  if (!CI_MERGE_REQUEST_DIFF_BASE_SHA) return { range: environment.LOCKSTEP_RANGE || null, comments: null }
  const token = environment.LOCKSTEP_GITLAB_TOKEN
  const notes = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`
  const comments = token
    ? {
        list: notes,
        create: notes,
        update: (id) => `${notes}/${id}`,
        method: 'PUT',
        headers: { 'private-token': token },
      }
    : null
  return { range: `${CI_MERGE_REQUEST_DIFF_BASE_SHA}..HEAD`, comments }
}

function githubComments(number, repository) {
  const token = environment.GITHUB_TOKEN
  if (!token) return null
  const base = `${environment.GITHUB_API_URL || 'https://api.github.com'}/repos/${repository}/issues`
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'user-agent': 'lockstep-check',
    'x-github-api-version': '2022-11-28',
  }
  const comments = `${base}/${number}/comments`
  return {
    list: comments,
    create: comments,
    update: (id) => `${base}/comments/${id}`,
    method: 'PATCH',
    headers,
  }
}

/** The command line: a file that is there, or the one that Lockstep offers; either has the digest, if one is given. */
async function findCommandLine() {
  const given = environment.LOCKSTEP_CLI || 'lockstep.mjs'
  if (existsSync(given)) {
    checkDigest(readFileSync(given))
    return given
  }
  const server = environment.LOCKSTEP_URL
  if (!server)
    throw new Error('set LOCKSTEP_CLI to lockstep.mjs, or LOCKSTEP_URL to the address of your Lockstep')
  const answer = await fetch(new URL('/lockstep.mjs', server), { signal: AbortSignal.timeout(PATIENCE_MS) })
  if (!answer.ok) throw new Error(`${server}/lockstep.mjs answers ${answer.status}`)
  const bytes = Buffer.from(await answer.arrayBuffer())
  checkDigest(bytes)
  const file = join(reports, 'lockstep.mjs')
  writeFileSync(file, bytes)
  return file
}

function checkDigest(bytes) {
  const digest = createHash('sha256').update(bytes).digest('hex')
  const wanted = environment.LOCKSTEP_CLI_SHA256
  if (wanted && wanted !== digest)
    throw new Error(`lockstep.mjs has the digest ${digest}, not LOCKSTEP_CLI_SHA256`)
}

function check(commandLine, range) {
  const outputs = ['sarif', 'junit', 'gitlab', 'github', 'markdown', 'json'].flatMap((format) => [
    '--output',
    `${format}=${reportFile(format)}`,
  ])
  const failOn = (environment.LOCKSTEP_FAIL_ON || '').split(/[\s,]+/).filter((effect) => effect !== '')
  const more = failOn.length > 0 ? ['--fail-on', ...failOn] : []
  const args = [commandLine, 'check', ...(range === null ? [] : [range]), ...outputs, ...more]
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  return status ?? 2
}

function reportFile(format) {
  const endings = {
    sarif: 'sarif',
    junit: 'xml',
    gitlab: 'gitlab.json',
    github: 'txt',
    markdown: 'md',
    json: 'json',
  }
  return join(reports, `lockstep.${endings[format]}`)
}

/** Changes the comment of an earlier run, or makes the first one. Anybody can write the marker: only an own comment can be changed. */
async function comment(comments, body) {
  for (const id of await earlierComments(comments)) {
    const answer = await call(comments, comments.update(id), comments.method, { body })
    if (answer.ok) return
    if (![403, 404].includes(answer.status))
      throw new Error(`the comment cannot be changed: ${answer.status}`)
  }
  const answer = await call(comments, comments.create, 'POST', { body })
  if (!answer.ok) throw new Error(`no comment can be made: ${answer.status}`)
}

async function earlierComments(comments) {
  const found = []
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await call(comments, `${comments.list}?per_page=100&page=${page}`, 'GET')
    if (!answer.ok) throw new Error(`the comments cannot be read: ${answer.status}`)
    const listed = await answer.json()
    found.push(...listed.filter(({ body }) => typeof body === 'string' && body.startsWith(MARKER)))
    if (listed.length < 100) break
  }
  return found.map(({ id }) => id)
}

function call({ headers }, url, method, body) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const all = { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  return fetch(url, {
    method,
    headers: all,
    ...content,
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
}

async function main() {
  mkdirSync(reports, { recursive: true })
  const { range, comments } = findChange()
  const status = check(await findCommandLine(), range)
  if (status > 1) return status
  if (environment.GITHUB_ACTIONS === 'true') {
    process.stdout.write(readFileSync(reportFile('github'), 'utf8'))
    const summary = environment.GITHUB_STEP_SUMMARY
    if (summary) appendFileSync(summary, readFileSync(reportFile('markdown')))
  }
  if (comments === null) return status
  // A fork's token may not comment; what was found counts all the same.
  await comment(comments, readFileSync(reportFile('markdown'), 'utf8')).catch((error) => {
    process.stderr.write(`lockstep-check: ${error.message}\n`)
  })
  return status
}

process.exitCode = await main().catch((error) => {
  process.stderr.write(`lockstep-check: ${error.message}\n`)
  return 2
})
