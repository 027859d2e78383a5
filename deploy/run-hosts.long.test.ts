import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { makeFolderOf, PATIENCE, placed, RecipeHost, type Places } from '@/connector/testing/recipe-host'
import { StockProxy } from '@/e2e/stock-proxy'
import { digests, policyText, POLICY } from '@/lib/fleet/testing/start-fleet'
import { inCheckout } from '@/scripts/paths'
import { needRsync } from '@/scripts/test/need-rsync'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

// The commands of each recipe run here as they stand there, with the real rsync; only the paths, and the network between two hosts, are
// those of the test.

const SLACK = 'policies/support/slack.yaml'
/** Beyond the largest process number: what cannot be seen, as in another container. */
const HIDDEN = 2 ** 22 + 1

let host: RecipeHost
let folder: string
const proxies: StockProxy[] = []
beforeAll(async () => {
  needRsync()
  host = await RecipeHost.open()
})
afterAll(() => host.close())
beforeEach(() => {
  // Without a space in its name, as the paths of the recipes.
  folder = mkdtempSync(join(tmpdir(), 'lockstep-host-'))
})
afterEach(() => {
  for (const proxy of proxies.splice(0)) proxy.kill()
  rmSync(folder, { recursive: true, force: true })
})

const read = (path: string) => readFileSync(inCheckout(path), 'utf8')
const SETTINGS = 'root: policies\nenvironments:\n  prod: { allowance: 1s }\n'
const merge = (note: string) =>
  host.merge({ '.lockstep.yaml': SETTINGS, [POLICY]: policyText(note), [SLACK]: policyText(`slack ${note}`) })

/** Where a host of the recipes has its files. */
function places(): Places {
  return {
    '/srv/lockstep/policies': join(folder, 'source'),
    '/etc/intercept': join(folder, 'live'),
    '/home/intercept/.intercept/events': join(folder, 'events'),
    '/var/lib/lockstep-connector': join(folder, 'state'),
    '/etc/lockstep/proxies.yaml': join(folder, 'proxies.yaml'),
  }
}

/** Starts a stock program on the live file of a host. */
function startStock(name: string): StockProxy {
  const proxy = new StockProxy(join(folder, 'live', name), join(folder, 'events'), HIDDEN)
  proxy.start()
  proxies.push(proxy)
  return proxy
}

it('the unit of a host with systemd starts a connector that delivers to each proxy of its file', async () => {
  await merge('one')
  mkdirSync(join(folder, 'live'))
  mkdirSync(join(folder, 'events'))
  writeFileSync(join(folder, 'enrolment-key'), `${await host.fleet.key()}\n`)
  const given = parse(placed(read('deploy/systemd/proxies.yaml'), places())) as object
  writeFileSync(join(folder, 'proxies.yaml'), stringify({ ...given, server: host.server.url }))
  const [, line = ''] =
    /^ExecStart=\S+ \S+ (.*)$/m.exec(read('deploy/systemd/lockstep-connector.service')) ?? []
  const args = placed(line, places())
    .split(' ')
    .map((word) => word.replace('${CREDENTIALS_DIRECTORY}', folder))
  const { said } = host.start(args)
  await host.becomes('stripe-prod-1', 'NOT_RUNNING', said)
  // The server hears of a proxy that does not run before its first policy is delivered, or after it.
  await vi.waitFor(() => statSync(join(folder, 'live', 'stripe.yaml')), PATIENCE)
  const stripe = startStock('stripe.yaml')
  const slack = host.start(
    ['proxy', '--policy', join(folder, 'live', 'slack.yaml'), '--events', join(folder, 'events'), '--state-dir', join(folder, 'counters'), '--upstream', 'http://127.0.0.1:9/mcp'], // prettier-ignore
  )
  await host.becomes('stripe-prod-1', 'IN_SYNC', said)
  await host.becomes('slack-prod-1', 'IN_SYNC', () => said() + slack.said())
  await merge('two')
  await host.becomes('stripe-prod-1', 'IN_SYNC', said)
  await host.becomes('slack-prod-1', 'IN_SYNC', said)
  expect(stripe.memory.toString()).toBe(policyText('two'))
})

/**
 * Stands in for ssh and the network: takes the options that the recipe gives, and runs on the "host" what the line of its authorized_keys
 * allows, as sshd does. Whoever is called `away` does not answer.
 */
function writeSsh(path: string, allowed: string): void {
  const script = `#!/bin/sh
while :; do
  case "$1" in
    -i) test -r "$(eval echo "$2")" || exit 255; shift 2 ;;
    -o | -l) shift 2 ;;
    -*) exit 255 ;;
    *) break ;;
  esac
done
test "$1" != away || exit 255
shift
SSH_ORIGINAL_COMMAND="$*" exec ${allowed}
`
  writeFileSync(makeFolderOf(path), script, { mode: 0o755 })
}

/** The command that the page of a recipe lets the sender's key run, in the test's folder. */
function allowedBy(page: string): string {
  const [, command = ''] = /restrict,command="([^"]+)"/.exec(read(page)) ?? []
  return placed(command, places())
}

/** Connects the proxy that the page of a recipe shows, and starts a stock program that it delivers to. */
async function connectAsOn(page: string, name: string): Promise<{ proxy: StockProxy; said: () => string }> {
  const [, list = ''] = /```yaml\n(- name:[\s\S]*?)\n```/.exec(read(page)) ?? []
  const [shown] = z.tuple([z.looseObject({})]).parse(parse(placed(list, places())))
  const file = { server: host.server.url, proxies: [{ ...shown, name }] }
  writeFileSync(join(folder, 'proxies.yaml'), stringify(file))
  writeFileSync(join(folder, 'key'), `${await host.fleet.key()}\n`)
  mkdirSync(join(folder, 'live'))
  copyFileSync(join(folder, 'source', 'payments', 'stripe.yaml'), join(folder, 'live', 'stripe.yaml'))
  const proxy = startStock('stripe.yaml')
  const args = ['connect', '--file', join(folder, 'proxies.yaml'), '--state-dir', join(folder, 'state')]
  return { proxy, said: host.start([...args, '--enrol', join(folder, 'key')]).said }
}

const steps = z.object({
  jobs: z.object({ deliver: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) }),
})
const script = z.object({ 'deliver-policies': z.object({ script: z.array(z.string()) }) })
const JOBS: readonly [page: string, commands: () => string][] = [
  [
    'docs/delivery/github-actions.md',
    () =>
      steps
        .parse(parse(read('deploy/github-actions/deliver-policies.yml')))
        .jobs.deliver.steps.flatMap(({ run = [] }) => run)
        .join('\n'),
  ],
  [
    'docs/delivery/gitlab-ci.md',
    () =>
      Object.values(script.parse(parse(read('deploy/gitlab-ci/deliver-policies.yml'))))
        .flatMap((job) => job.script)
        .join('\n'),
  ],
  [
    'docs/delivery/jenkins.md',
    () => /sh '''\n([\s\S]*?)'''/.exec(read('deploy/jenkins/Jenkinsfile'))?.[1] ?? '',
  ],
]

it.each(JOBS)('the job of %s brings a merge to the proxy of a host', async (page, commands) => {
  const name = `job-${JOBS.findIndex(([one]) => one === page)}`
  mkdirSync(join(folder, 'source'))
  writeSsh(join(folder, 'bin', 'ssh'), allowedBy(page))
  for (const secret of ['key-file', 'hosts-file']) writeFileSync(join(folder, secret), 'a secret')
  const deliver = (hosts: string) => {
    const checkout = temporaryFolder()
    execFileSync('git', ['clone', '--quiet', host.fleet.remote.url, checkout])
    const secrets = { SSH_KEY: join(folder, 'key-file'), KNOWN_HOSTS: join(folder, 'hosts-file') }
    const env = {
      NODE_ENV: 'test' as const,
      PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
      HOME: folder,
      HOSTS: hosts,
      POLICY_HOSTS: hosts,
      ...secrets,
      POLICY_SSH_KEY: secrets.SSH_KEY,
      POLICY_KNOWN_HOSTS: secrets.KNOWN_HOSTS,
    }
    return spawnSync('bash', ['-e', '-c', commands()], { cwd: checkout, env, encoding: 'utf8' })
  }
  await merge(`${name} one`)
  expect(deliver('mcp-1')).toMatchObject({ status: 0, stderr: '' })
  const { proxy, said } = await connectAsOn(page, name)
  await host.becomes(name, 'IN_SYNC', said)
  await host.merge({ [POLICY]: policyText(`${name} two`), [SLACK]: null })
  expect(deliver('away mcp-1').status).toBe(1)
  const { running } = await host.becomes(name, 'IN_SYNC', said)
  expect([running.map(({ sha256 }) => sha256), proxy.memory.toString()]).toEqual([
    [digests(policyText(`${name} two`)).sha256],
    policyText(`${name} two`),
  ])
})

it('the timer of a host with rsync fetches a merge from the host that has it', async () => {
  const mirror = join(folder, 'mirror')
  const unit = read('deploy/rsync/lockstep-policies.service')
  writeSsh(join(folder, 'bin', 'ssh'), `rrsync -ro ${mirror}/policies`)
  writeFileSync(join(folder, 'ssh-key'), 'a secret')
  mkdirSync(join(folder, 'source'))
  execFileSync('git', ['clone', '--quiet', host.fleet.remote.url, mirror])
  const [, line = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? []
  const command = placed(line, { ...places(), '/usr/bin/ssh': join(folder, 'bin', 'ssh') })
  const fetchPolicies = () => {
    execFileSync('git', ['-C', mirror, 'pull', '--quiet', '--ff-only'])
    const env = { NODE_ENV: 'test' as const, PATH: '/usr/bin:/bin', CREDENTIALS_DIRECTORY: folder }
    return spawnSync('sh', ['-c', command], { env, encoding: 'utf8' })
  }
  await merge('timer one')
  expect(fetchPolicies()).toMatchObject({ status: 0, stderr: '' })
  const { proxy, said } = await connectAsOn('docs/delivery/github-actions.md', 'timer')
  await host.becomes('timer', 'IN_SYNC', said)
  await merge('timer two')
  expect(fetchPolicies().status).toBe(0)
  const { running } = await host.becomes('timer', 'IN_SYNC', said)
  expect([running.length, proxy.memory.toString()]).toEqual([1, policyText('timer two')])
})
