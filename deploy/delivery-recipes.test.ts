import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { connectFile, lackOf } from '@/connector/settings'
import { FILE_WAYS } from '@/connector/testing/file-ways'
import { CLI_FILE } from '@/scripts/build-cli'
import { inCheckout } from '@/scripts/paths'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

const read = (path: string) => readFileSync(inCheckout(path), 'utf8')
const PAGES = readdirSync(inCheckout('docs/delivery')).map((name) => `docs/delivery/${name}`)
/** Recipes of checks in CI have tests of their own. */
const FILES = readdirSync(inCheckout('deploy'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
  .map(({ parentPath, name }) => relative(inCheckout(), join(parentPath, name)))
const RECIPES = FILES.filter((path) => !/^deploy\/(ci|prometheus)\//.test(path))
const UNITS = RECIPES.filter((path) => /\.(service|timer)$/.test(path))

describe.each(PAGES)('%s', (page) => {
  const text = read(page)

  it('says which mode, why the naive set-up fails, the file, and how to see that it works', () => {
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
      'Which mode',
      'Why the naive set-up fails',
      'The file',
      'See that it works',
    ])
    expect(text).toMatch(/^# .+\n\nMode `(pull|git|relay|observe)`/)
    expect(text).toContain('`lockstep connect doctor`')
    expect(text).toMatch(/Rolling out, then In sync/)
  })

  it('names rows that the delivery matrix has', () => {
    const sentence = /The file operations? (?:is|are) the rows? (.*?) of the\s+delivery\s+matrix/s.exec(text)
    const rows = [...(sentence?.[1] ?? '').matchAll(/\*\*(.+?)\*\*/gs)].map(([, row = '']) => row)
    expect(rows).not.toEqual([])
    for (const row of rows) expect(Object.keys(FILE_WAYS)).toContain(row.replace(/\s+/g, ' '))
  })

  it('shows its files as they lie in deploy/', () => {
    const shown = [...text.matchAll(/^`(deploy\/\S+)`:\n\n```\w+\n([\s\S]*?)\n```$/gm)]
    expect(shown).not.toEqual([])
    for (const [, path = '', block = ''] of shown) expect(`${block}\n`).toBe(read(path))
  })
})

describe('the files of deploy/', () => {
  it.each(FILES.filter((path) => /\.ya?ml$/.test(path)))('%s is YAML', (path) => {
    const documents = parseAllDocuments(read(path))
    expect(documents.length).toBeGreaterThan(0)
    for (const document of documents) expect([document.errors, document.warnings]).toEqual([[], []])
  })

  it('each stand on a page', () => {
    const pages = PAGES.map(read).join('\n')
    expect(RECIPES.filter((path) => !pages.includes(`\`${path}\`:`))).toEqual([])
  })

  it('name images by a version or a digest', () => {
    const images = RECIPES.flatMap((path) =>
      [...read(path).matchAll(/^\s*(?:- )?(?:image:|FROM) +(\S+)/gm)].map(([, image = '']) => image),
    )
    expect(images.length).toBeGreaterThan(5)
    const pinned = /^[a-z0-9][a-z0-9./-]*(?::(?=.*\d)(?!latest)[\w.-]+|@sha256:[0-9a-f]{64})$/
    expect(images.filter((image) => !pinned.test(image))).toEqual([])
  })

  it('hold no secret, and pass none as an argument', () => {
    for (const path of RECIPES) expect(read(path)).not.toMatch(/lsk_|lst_|PRIVATE KEY-----|ghp_/)
  })

  it.each(UNITS)('%s passes systemd-analyze verify, where there is one', (path) => {
    const unit = read(path)
    expect(unit).toMatch(/^\[Unit\]$/m)
    if (spawnSync('systemd-analyze', ['--version']).error !== undefined) return
    const folder = temporaryFolder()
    // The programs of the host that it is for need not be on this one.
    for (const other of UNITS)
      writeFileSync(
        join(folder, other.split('/').at(-1) ?? ''),
        read(other).replace(/^(ExecStart=)\S+/gm, `$1${process.execPath}`),
      )
    const file = join(folder, path.split('/').at(-1) ?? '')
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
    const about = stderr.split('\n').filter((line) => line.includes('lockstep'))
    expect([status, about]).toEqual([0, []])
  })
})

const container = z.object({
  name: z.string(),
  args: z.array(z.string()).optional(),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(
    z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
  ),
})
const deployment = z.object({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('Deployment'),
  spec: z.object({
    template: z.object({
      spec: z.object({
        shareProcessNamespace: z.literal(true),
        automountServiceAccountToken: z.literal(false),
        securityContext: z.object({ runAsNonRoot: z.literal(true) }),
        initContainers: z.array(container),
        containers: z.array(container),
        volumes: z.array(z.looseObject({ name: z.string() })),
      }),
    }),
  }),
})

describe.each([
  'deploy/kubernetes/sidecar.yaml',
  'deploy/git-sync/sidecar.yaml',
  'deploy/image-rebuild/deployment.yaml',
])('%s', (path) => {
  const { spec } = deployment.parse(parse(read(path))).spec.template
  const named = (name: string) => spec.containers.find((one) => one.name === name)

  it('mounts no subPath, and has the live file in a volume that the connector alone writes', () => {
    const live = spec.volumes.find(({ name }) => name === 'live')
    expect(live).toEqual({ name: 'live', emptyDir: {} })
    const mounts = [...spec.initContainers, ...spec.containers].flatMap(({ volumeMounts }) => volumeMounts)
    const volumes = new Set(spec.volumes.map(({ name }) => name))
    expect(mounts.filter(({ name }) => !volumes.has(name))).toEqual([])
    expect(named('proxy')?.volumeMounts).toContainEqual({ name: 'live', mountPath: '/live', readOnly: true })
  })

  it('gives the connector options that it takes', () => {
    const args = (named('connector')?.args ?? []).map((arg) => arg.replace('$(POD_NAME)', 'stripe-prod-x'))
    const { status, output } = runCli([...withoutServer(args), '--check'])
    // It looks at this host, where nothing of it is: findings, not wrong options.
    expect([status, output]).toEqual([1, expect.stringContaining('problem stripe-prod-x: ')])
  })

  it('gives the proxy options that it takes', () => {
    const { status, output } = runCli(named('proxy')?.args ?? [])
    expect([status, output]).toEqual([2, expect.stringContaining('open /live/policy.yaml: no such file')])
  })
})

/** Port 9 of this machine, where nobody listens, instead of an address that is looked up. */
function withoutServer(args: readonly string[]): string[] {
  return args.map((arg) => (arg === 'https://lockstep.example' ? 'https://127.0.0.1:9' : arg))
}

function runCli(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI_FILE, ...args], { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe('a host with systemd', () => {
  it('has a filter that lets Node.js start, and whose refusals do not kill it', () => {
    const unit = read('deploy/systemd/lockstep-connector.service')
    // pkey_alloc and pkey_mprotect are V8's; a filter without an error number answers with SIGSYS (systemd.exec(5)).
    expect(unit).toMatch(/^SystemCallFilter=@system-service @pkey$/m)
    expect(unit).toMatch(/^SystemCallErrorNumber=EPERM$/m)
  })

  it('has a file of proxies that the connector takes', () => {
    const { proxies } = connectFile.parse(parse(read('deploy/systemd/proxies.yaml')))
    expect(proxies.map(lackOf)).toEqual(proxies.map(() => null))
  })

  it('starts the connector with options that it takes, and the key in a file', () => {
    const [, line = ''] =
      /^ExecStart=\S+ \S+ (.*)$/m.exec(read('deploy/systemd/lockstep-connector.service')) ?? []
    const folder = temporaryFolder()
    const settings = join(folder, 'proxies.yaml')
    writeFileSync(
      settings,
      read('deploy/systemd/proxies.yaml').replace('https://lockstep.example', 'https://127.0.0.1:9'),
    )
    const args = line.split(' ').map((word) => (word === '/etc/lockstep/proxies.yaml' ? settings : word))
    expect(args).toContain('${CREDENTIALS_DIRECTORY}/enrolment-key')
    const { status, output } = runCli([...args, '--check'])
    expect([status, output]).toEqual([1, expect.stringContaining('problem stripe-prod-1: ')])
  })
})

it('the page of rsync makes what its unit needs: user, folder, key and known hosts', () => {
  const unit = read('deploy/rsync/lockstep-policies.service')
  const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(read('docs/delivery/rsync.md')) ?? []
  const needed = [
    /^User=(\S+)/m,
    /^ReadWritePaths=(\S+)/m,
    /^LoadCredential=\w[\w-]*:(\S+)/m,
    /UserKnownHostsFile=([^\s"]+)/,
  ]
  for (const one of needed) expect(commands).toContain(one.exec(unit)?.[1] ?? one.source)
})

it.each(['github-actions', 'gitlab-ci', 'jenkins'])(
  'the page of %s makes the user and the folder that its key writes',
  (name) => {
    const page = read(`docs/delivery/${name}.md`)
    const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? []
    const [, folder = ''] = /rrsync -wo (\S+)"/.exec(page) ?? []
    expect(commands).toContain('useradd --system --create-home --shell /bin/sh policies\n')
    expect(commands).toContain(`install -d -o policies -g policies -m 755 ${folder}\n`)
  },
)

it('the image has the one file that is connector and proxy', () => {
  const text = read('deploy/container/Dockerfile')
  const [, from = '', to = ''] = /^COPY (\S+) (\S+)$/m.exec(text) ?? []
  expect([from, JSON.parse(/^ENTRYPOINT (.*)$/m.exec(text)?.[1] ?? '')]).toEqual([
    'lockstep.mjs',
    ['node', to],
  ])
  expect(text).toMatch(/^USER node$/m)
})

/** What the jobs run on their runners: it copies into each host, and goes on when one is away. */
const JOBS: readonly [string, (text: string) => string][] = [
  [
    'deploy/github-actions/deliver-policies.yml',
    (text) =>
      steps
        .parse(parse(text))
        .jobs.deliver.steps.flatMap(({ run = [] }) => run)
        .join('\n'),
  ],
  [
    'deploy/gitlab-ci/deliver-policies.yml',
    (text) => script.parse(parse(text))['deliver-policies'].script.join('\n'),
  ],
  ['deploy/jenkins/Jenkinsfile', (text) => /sh '''\n([\s\S]*?)'''/.exec(text)?.[1] ?? ''],
]
const steps = z.object({
  jobs: z.object({ deliver: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) }),
})
const script = z.object({ 'deliver-policies': z.object({ script: z.array(z.string()) }) })

it.each(JOBS)('%s copies to every host, and fails when one was not reached', (path, commandsOf) => {
  const folder = temporaryFolder()
  const programs = join(folder, 'bin')
  mkdirSync(programs)
  const log = join(folder, 'log')
  writeFileSync(
    join(programs, 'rsync'),
    `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\ncase "$*" in *away*) exit 12;; esac\n`,
  )
  chmodSync(join(programs, 'rsync'), 0o755)
  const env = {
    PATH: `${programs}:/usr/bin:/bin`,
    HOME: folder,
    NODE_ENV: 'test' as const,
    SSH_KEY: 'a key',
    KNOWN_HOSTS: 'hosts',
    POLICY_SSH_KEY: 'key-file',
    POLICY_KNOWN_HOSTS: 'hosts-file',
  }
  const deliver = (hosts: string) =>
    spawnSync('bash', ['-e', '-c', commandsOf(read(path))], {
      env: { ...env, HOSTS: hosts, POLICY_HOSTS: hosts },
    }).status
  expect([deliver('a b'), deliver('a away b')]).toEqual([0, 1])
  const targets = readFileSync(log, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').slice(-2).join(' '))
  expect(targets).toEqual(['a', 'b', 'a', 'away', 'b'].map((host) => `policies/ policies@${host}:./`))
  expect(existsSync(join(folder, '.ssh', 'policies'))).toBe(false)
})

it('kustomize makes the ConfigMap that the sidecar reads, byte for byte, where there is kubectl', () => {
  const kustomization = z
    .object({ configMapGenerator: z.tuple([z.object({ name: z.string(), files: z.tuple([z.string()]) })]) })
    .parse(parse(read('deploy/kubernetes/kustomization.yaml')))
  const [{ name, files }] = kustomization.configMapGenerator
  const [key = '', path = ''] = files[0].split('=')
  expect(read('deploy/kubernetes/sidecar.yaml')).toContain(`configMap: { name: ${name} }`)
  expect(read('deploy/kubernetes/sidecar.yaml')).toContain(`--source=/source/${key}\n`)
  if (spawnSync('kubectl', ['kustomize', '--help']).status !== 0) return
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'policies', 'payments'), { recursive: true })
  const policy = 'version: "1"\n# Ünïcode, trailing spaces  \n\n\ndescription: "a\\tb"   \n'
  writeFileSync(join(folder, path), policy)
  writeFileSync(join(folder, 'kustomization.yaml'), read('deploy/kubernetes/kustomization.yaml'))
  const made: unknown = parse(execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' }))
  expect(made).toMatchObject({ kind: 'ConfigMap', metadata: { name }, data: { [key]: policy } })
})
