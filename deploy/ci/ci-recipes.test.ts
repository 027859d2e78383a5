import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { foundAcme, proposeChange } from '@/forge/testing/acme'
import { GitClient, withToken } from '@/forge/testing/git-client'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'
import { CLI_FILE } from '@/scripts/build-cli'
import { inCheckout } from '@/scripts/paths'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

const RECIPES = inCheckout('deploy', 'ci')
const SCRIPT = join(RECIPES, 'lockstep-check.mjs')
const POLICY = (limit: number) => `version: "1"
default: deny
tools:
  pay:
    rules:
      - name: cap
        conditions: [{path: args.amount, op: lte, value: ${limit}}]
        on_deny: Too much.
`

let forge: RunningForge
beforeAll(async () => {
  forge = await startForge()
  await foundAcme(forge.forge)
  await commitOnMain({ 'policies/pay.yaml': POLICY(5) })
})
afterAll(() => forge.close())

function commitOnMain(files: Record<string, string>) {
  const at = new Date('2026-03-01T10:00:00Z')
  const commit = { repository: 'acme/policies', branch: 'main', files, message: 'Add', person: 'dora', at }
  return forge.forge.commitFiles(commit)
}

interface Ran {
  readonly status: number | null
  readonly output: string
}

/** Runs a program without blocking: the forge answers in this process. */
function run(
  file: string,
  args: readonly string[],
  cwd: string,
  variables: Record<string, string>,
): Promise<Ran> {
  const { PATH = '' } = process.env
  const env = { PATH, HOME: cwd, NODE_ENV: 'test' as const, LOCKSTEP_CLI: CLI_FILE, ...variables }
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, output }))
  })
}

async function checkedOut(branch: string): Promise<GitClient> {
  const client = await GitClient.clone(withToken(forge.url, forge.token('ana')), temporaryFolder())
  await client.must('checkout', '--quiet', branch)
  return client
}

async function comments(number: number): Promise<{ body: string; by: string }[]> {
  const place = { owner: 'acme', repo: 'policies', issue_number: number }
  const { data } = await forge.as('ana').rest.issues.listComments(place)
  return data.map(({ body, user }) => ({ body: body ?? '', by: user?.login ?? '' }))
}

it('the GitHub and the Jenkins recipe run the script on a pull request and keep one comment up to date', async () => {
  const path = 'policies/pay.yaml'
  const number = await proposeChange(forge.forge, { person: 'ana', path, text: POLICY(9), branch: 'up' })
  const place = { owner: 'acme', repo: 'policies', issue_number: number }
  await forge.as('ben').rest.issues.createComment({ ...place, body: '<!-- lockstep-check -->\nforged' })
  const client = await checkedOut('up')
  const folder = client.directory
  const base = await client.must('rev-parse', 'origin/main')
  const event = join(folder, '.git', 'event.json')
  writeFileSync(event, JSON.stringify({ pull_request: { number, base: { sha: base } } }))
  const api = { GITHUB_API_URL: `${forge.url}/api/v3`, GITHUB_TOKEN: forge.token('ana') }
  const github = await run(process.execPath, [SCRIPT], folder, {
    ...api,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_PATH: event,
    GITHUB_REPOSITORY: 'acme/policies',
    GITHUB_STEP_SUMMARY: join(folder, '.git', 'summary.md'),
  })
  expect(github).toMatchObject({
    status: 0,
    output: expect.stringContaining('::notice file=policies/pay.yaml'),
  })
  const first = await comments(number)
  expect(first.map(({ by }) => by)).toEqual(['ben', 'ana'])
  expect(first[1]?.body).toContain('| `policies/pay.yaml` | **loosens** |')
  expect(readFileSync(join(folder, '.git', 'summary.md'), 'utf8')).toBe(first[1]?.body)

  await client.commit(path, POLICY(2))
  const jenkins = await run(process.execPath, [SCRIPT], folder, {
    ...api,
    CHANGE_ID: String(number),
    CHANGE_TARGET: 'main',
    LOCKSTEP_REPOSITORY: 'acme/policies',
    LOCKSTEP_FAIL_ON: 'tightens',
  })
  expect(jenkins.status).toBe(1)
  const second = await comments(number)
  expect(second.map(({ by }) => by)).toEqual(['ben', 'ana'])
  expect(second[1]?.body).toContain('| `policies/pay.yaml` | tightens |')
  expect(second[0]?.body).toBe('<!-- lockstep-check -->\nforged')
})

it('a comment that is refused changes nothing about the result, and a broken checkout is exit code 2', async () => {
  const path = 'policies/pay.yaml'
  const number = await proposeChange(forge.forge, { person: 'ana', path, text: POLICY(7), branch: 'again' })
  const { directory } = await checkedOut('again')
  const variables = {
    CHANGE_ID: String(number),
    CHANGE_TARGET: 'main',
    LOCKSTEP_REPOSITORY: 'acme/policies',
    GITHUB_API_URL: `${forge.url}/api/v3`,
    GITHUB_TOKEN: 'wrong',
  }
  const refused = await run(process.execPath, [SCRIPT], directory, variables)
  expect(refused).toMatchObject({
    status: 0,
    output: expect.stringContaining('the comments cannot be read: 401'),
  })
  const broken = await run(process.execPath, [SCRIPT], directory, { ...variables, CHANGE_TARGET: 'none' })
  expect(broken.status).toBe(2)
  expect(await comments(number)).toEqual([])
})

it('a file of the checkout is run only with the digest that is given, which keeps what a change brings along from being run', async () => {
  const { directory } = await checkedOut('main')
  const file = join(directory, 'lockstep.mjs')
  copyFileSync(CLI_FILE, file)
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex')
  const check = () =>
    run(process.execPath, [SCRIPT], directory, { LOCKSTEP_CLI: '', LOCKSTEP_CLI_SHA256: digest })
  expect(await check()).toMatchObject({ status: 0, output: expect.stringContaining('1 file, 0 findings') })
  writeFileSync(file, "process.stdout.write('all is well')")
  expect(await check()).toEqual({
    status: 2,
    output: expect.stringMatching(
      /^lockstep-check: lockstep\.mjs has the digest \w+, not LOCKSTEP_CLI_SHA256\n$/,
    ),
  })
})

it('the GitLab pipeline runs in gitlab-ci-local and leaves its reports', async () => {
  const { directory } = await checkedOut('main')
  mkdirSync(join(directory, 'ci'))
  cpSync(RECIPES, join(directory, 'ci', 'lockstep'), { recursive: true })
  copyFileSync(CLI_FILE, join(directory, 'lockstep.mjs'))
  copyFileSync(join(RECIPES, 'gitlab-ci.yml'), join(directory, '.gitlab-ci.yml'))
  // It copies the checkout by rsync for its containers, which nothing looks at here.
  const programs = join(directory, '.git', 'programs')
  mkdirSync(programs)
  writeFileSync(join(programs, 'rsync'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
  const program = inCheckout('node_modules', 'gitlab-ci-local', 'src', 'index.js')
  const flags = ['--force-shell-executor', '--shell-isolation=false', 'lockstep']
  const ran = await run(process.execPath, [program, ...flags], directory, {
    LOCKSTEP_CLI: 'lockstep.mjs',
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
  })
  expect(ran).toMatchObject({ status: 0, output: expect.stringContaining('1 file, 0 findings') })
  expect(readFileSync(join(directory, 'lockstep-reports', 'lockstep.gitlab.json'), 'utf8')).toBe('[]\n')
})

it('the action, the workflow and the Jenkinsfile call the script, put no value into a command and trust no fork', () => {
  const action = parse(readFileSync(join(RECIPES, 'action.yml'), 'utf8'))
  const [step] = action.runs.steps
  expect(action.runs.using).toBe('composite')
  expect(step.run).toBe('node "$GITHUB_ACTION_PATH/lockstep-check.mjs"')
  for (const [, name] of JSON.stringify(step.env).matchAll(/inputs\.([\w-]+)/g))
    expect(Object.keys(action.inputs)).toContain(name)
  const workflow = parse(readFileSync(join(RECIPES, 'github-workflow.yml'), 'utf8'))
  expect(Object.keys(workflow.on)).toEqual(['pull_request'])
  expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' })
  expect(workflow.jobs.lockstep.steps[0].with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false })
  expect(workflow.jobs.lockstep.steps[1]).toEqual({
    uses: './ci/lockstep',
    // A pull request of a fork is given no `vars` and no `secrets`.
    with: { url: expect.stringMatching(/^https:/), 'cli-sha256': expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  const jenkins = readFileSync(join(RECIPES, 'Jenkinsfile'), 'utf8')
  expect(jenkins).toContain("sh 'node ci/lockstep/lockstep-check.mjs'")
})

it('every file of a policy repository that decides what a check runs is named to be guarded by owners', () => {
  const docs = readFileSync(inCheckout('docs', 'ci.md'), 'utf8')
  const owned = [...docs.matchAll(/^(\/\S+) +@/gm)].map(([, path = '']) => path)
  for (const path of [
    'ci/lockstep/action.yml',
    'lockstep.mjs',
    '.lockstep.yaml',
    '.github/workflows/lockstep.yml',
    '.gitlab-ci.yml',
    'Jenkinsfile',
  ])
    expect(owned.some((one) => `/${path}`.startsWith(one))).toBe(true)
})
