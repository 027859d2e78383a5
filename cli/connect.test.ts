import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { StockProxy } from '@/e2e/stock-proxy'
import { policyText, POLICY, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { CLI_FILE } from '@/scripts/build-cli'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

/** Beyond the largest process number: what cannot be seen, as in another container. */
const HIDDEN = 2 ** 22 + 1
const SUPPORT = 'policies/support/slack.yaml'

let fleet: TestFleet
let server: ConnectorServer
let folder: string
let count = 0
const at = (name: string) => join(folder, name)

beforeAll(async () => {
  fleet = await startFleet()
  server = await serveConnector(fleet)
  fleet.now = new Date()
  await fleet.push({ [POLICY]: policyText('payments'), [SUPPORT]: policyText('support') })
})
afterAll(async () => {
  await server.close()
  await fleet.close()
})
beforeEach(async () => {
  count += 1
  folder = temporaryFolder()
  mkdirSync(at('events'))
  writeFileSync(at('key'), `${await fleet.key()}\n`)
  writeFileSync(at('source.yaml'), policyText('by another tool'))
})

/** The command line as people run it; the server answers in this process. */
function connect(...args: string[]): Promise<{ status: number | null; said: string }> {
  return connectAs({ file: CLI_FILE }, ...args)
}

/** The same with a copy of the program, as another user. */
function connectAs(
  { file, ...user }: { file: string; uid?: number; gid?: number },
  ...args: string[]
): Promise<{ status: number | null; said: string }> {
  const { LOCKSTEP_ENROL_KEY: _, ...env } = process.env
  const child = spawn(process.execPath, [file, 'connect', ...args, '--state-dir', at('state')], {
    ...user,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, said })))
}

/** One proxy in each mode that writes, in the file of a host. */
function hostFile(): string {
  const proxy = (mode: string, path: string, more: object) => ({
    name: `${mode}-${count}`,
    path,
    mode,
    engine: 'intercept-2026-03',
    config: at(`${mode}.yaml`),
    events: at('events'),
    labels: { env: 'prod', team: mode },
    ...more,
  })
  const git = { url: fleet.remote.url, path: SUPPORT }
  const proxies = [
    proxy('pull', 'payments/stripe.yaml', {}),
    proxy('git', 'support/slack.yaml', { git }),
    proxy('relay', 'payments/stripe.yaml', { source: at('source.yaml'), deliveryTool: 'rsync' }),
  ]
  writeFileSync(at('proxies.yaml'), stringify({ server: server.url, proxies }))
  return at('proxies.yaml')
}

const written = () =>
  ['pull', 'git', 'relay'].map((mode) => {
    const path = at(`${mode}.yaml`)
    return existsSync(path) ? readFileSync(path, 'utf8') : null
  })
const WANTED = ['payments', 'support', 'by another tool'].map(policyText)

describe('lockstep connect --file', () => {
  it('enrols several proxies with the key of a file, and delivers in one round in each mode', async () => {
    const file = hostFile()
    const first = await connect('--file', file, '--enrol', at('key'), '--once')
    expect([first.status, first.said]).toEqual([
      0,
      expect.stringContaining(`git-${count}: enrolled for ${SUPPORT} in prod`),
    ])
    expect(written()).toEqual(WANTED)
    const rows = await fleet.db.prisma.proxy.findMany({
      where: { name: { endsWith: `-${count}` } },
      orderBy: { name: 'asc' },
    })
    expect(rows.map(({ mode, labels }) => [mode, labels])).toEqual(
      ['git', 'pull', 'relay'].map((mode) => [mode, { env: 'prod', team: mode }]),
    )
    // The token is kept: nothing asks for the key again. Only its owner can read it.
    expect((await connect('--file', file, '--once')).status).toBe(0)
    expect(statSync(join(at('state'), `pull-${count}`, 'enrolment.json')).mode & 0o077).toBe(0)
  })

  it('writes no policy in a dry run, and says for each proxy what it would write', async () => {
    const { status, said } = await connect('--file', hostFile(), '--enrol', at('key'), '--once', '--dry-run')
    expect([status, written()]).toEqual([0, [null, null, null]])
    for (const mode of ['pull', 'git', 'relay'])
      expect(said).toMatch(new RegExp(`${mode}-${count}: would write [0-9a-f]{12} to `))
  })

  it('refuses a file in which two proxies have one name', async () => {
    const file = hostFile()
    writeFileSync(file, readFileSync(file, 'utf8').replace(`git-${count}`, `pull-${count}`))
    expect(await connect('--file', file, '--once')).toEqual({
      status: 2,
      said: expect.stringContaining(`proxies.1.name: pull-${count} is there twice`),
    })
  })
})

describe('a mistake in the settings', () => {
  const lines = (said: string) => said.trimEnd().split('\n')

  it('is said by the option that was typed', async () => {
    const options = ['--path', 'a.yaml', '--engine', 'lockstep', '--config', at('one.yaml')]
    const { status, said } = await connect(server.url, '--name', 'Bad_Name', ...options)
    expect([status, lines(said)]).toEqual([
      2,
      ['lockstep: --name: must be 1 to 63 characters of a-z, 0-9 and -; see lockstep connect --help'],
    ])
  })

  it('is said by the file and its place, all of them at once, in words', async () => {
    const file = at('wrong.yaml')
    writeFileSync(file, stringify({ server: server.url, proxies: [{ name: 'a', path: 5, labels: [] }] }))
    const { status, said } = await connect('--file', file)
    expect(status).toBe(2)
    expect(lines(said)).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`${file}: proxies.0.path: must be a string, not number`),
        expect.stringContaining(`${file}: proxies.0.config: is missing`),
      ]),
    )
    writeFileSync(file, stringify({ server: server.url }))
    expect(lines((await connect('--file', file)).said)).toEqual([`lockstep: ${file}: proxies: is missing`])
  })
})

/** Options of one proxy. */
const one = () => [
  '--name',
  `one-${count}`,
  '--path',
  'payments/stripe.yaml',
  '--engine',
  'lockstep',
  '--config',
  at('one.yaml'),
  '--events',
  at('events'),
]

describe('the enrolment key', () => {
  const proxy = () => [...one(), '--once']

  it('is taken from a file', async () => {
    expect((await connect(server.url, ...proxy(), '--enrol', at('key'))).status).toBe(0)
  })

  it.each([
    ['as an argument', () => readFileSync(at('key'), 'utf8').trim(), 'must not be an argument'],
    ['from a file that is not there', () => at('none'), 'the file of the enrolment key cannot be read'],
    ['from a file of something else', () => at('source.yaml'), 'holds no enrolment key'],
  ])('is not taken %s, and never repeated', async (_, enrol, why) => {
    const { status, said } = await connect(server.url, ...proxy(), '--enrol', enrol())
    expect([status, said]).toEqual([2, expect.stringContaining(why)])
    expect(said).not.toContain('lsk_')
  })

  it('is not taken from the environment when it is something else', () => {
    const args = [CLI_FILE, 'connect', server.url, ...proxy(), '--state-dir', at('state')]
    const env = { ...process.env, LOCKSTEP_ENROL_KEY: 'lst_a-token' }
    const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('LOCKSTEP_ENROL_KEY holds no enrolment key'),
    ])
  })

  it('is kept from what the connector starts when it comes by the environment', async () => {
    writeFileSync(at('one.yaml'), policyText('old'))
    const proxy = new StockProxy(at('one.yaml'), at('events'), HIDDEN)
    proxy.start()
    // Its watch is dead from then on, so that the restart command is run.
    writeFileSync(at('one.new'), policyText('old'))
    renameSync(at('one.new'), at('one.yaml'))
    const command = `env > '${at('env.part')}' && mv '${at('env.part')}' '${at('env')}'`
    const args = [server.url, ...one(), '--state-dir', at('state'), '--restart-command', command]
    const env = { ...process.env, LOCKSTEP_ENROL_KEY: readFileSync(at('key'), 'utf8').trim() }
    const child = spawn(process.execPath, [CLI_FILE, 'connect', ...args], { env, stdio: 'ignore' })
    await vi.waitFor(() => expect(existsSync(at('env'))).toBe(true), { timeout: 60_000, interval: 20 })
    child.kill('SIGKILL')
    proxy.kill()
    const given = readFileSync(at('env'), 'utf8')
    expect([given.includes('PATH='), given.includes('lsk_')]).toEqual([true, false])
  })

  it('is asked for when there is none', async () => {
    const { status, said } = await connect(server.url, ...proxy())
    expect([status, said]).toEqual([2, expect.stringContaining('this proxy is not enrolled yet')])
  })
})

describe('what the machine or the address does not allow', () => {
  it.each([
    ['a state directory that is a file', [], 'ENOTDIR: not a directory'],
    ['an address that is none', ['lockstep.example'], 'lockstep.example is no address'],
    [
      'certificates that are not there',
      ['--ca', '/nowhere.pem'],
      "ENOENT: no such file or directory, open '/nowhere.pem'",
    ],
    ['certificates that are none', ['--ca', '/etc/hostname'], '/etc/hostname holds no certificate'],
  ])('is said in a line: %s', async (_, more, what) => {
    if (more.length === 0) writeFileSync(at('state'), '')
    const address = more.length === 1 ? [] : [server.url]
    const { status, said } = await connect(...address, ...more, ...one(), '--once', '--enrol', at('key'))
    expect([status, said.trimEnd().split('\n')]).toEqual([2, [expect.stringContaining(`lockstep: ${what}`)]])
  })

  it('is events of another user: it is said, and all else is done', async () => {
    const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    copyFileSync(CLI_FILE, at('lockstep.mjs'))
    for (const name of ['', 'lockstep.mjs']) chmodSync(at(name), 0o777)
    chmodSync(at('key'), 0o644)
    writeFileSync(at('events/aaaaaaaa.jsonl'), '{}\n')
    for (const [mode, what] of [
      [0o700, `its events in ${at('events')} may not be read by the user`],
      [0o744, `${at('events/aaaaaaaa.jsonl')} may not be read by the user`],
    ] as const) {
      chmodSync(at('events'), mode)
      const args = [server.url, ...one(), '--once', '--enrol', at('key')]
      const { status, said } = await connectAs({ ...other, file: at('lockstep.mjs') }, ...args)
      expect([status, said]).toEqual([0, expect.stringContaining(what)])
    }
    expect(readFileSync(at('one.yaml'), 'utf8')).toBe(policyText('payments'))
  })

  it('is a second connector with the same state directory; after a crash of the first there is none', async () => {
    const args = [server.url, ...one(), '--enrol', at('key')]
    const first = spawn(process.execPath, [CLI_FILE, 'connect', ...args, '--state-dir', at('state')])
    await vi.waitFor(() => expect(existsSync(at('one.yaml'))).toBe(true), { timeout: 60_000, interval: 20 })
    const said = `Another connector, process ${first.pid}, works with ${at('state')}`
    expect(await connect(...args, '--once')).toEqual({ status: 2, said: expect.stringContaining(said) })
    first.kill('SIGKILL')
    await once(first, 'exit')
    expect((await connect(...args, '--once')).status).toBe(0)
  })
})

it('names what is missing: the address, also for the doctor, and no second one', async () => {
  const flags = ['--name', 'a', '--path', 'a.yaml', '--engine', 'lockstep', '--config', at('a.yaml')]
  expect(await connect(...flags)).toMatchObject({
    status: 2,
    said: expect.stringContaining('the address of Lockstep is missing'),
  })
  expect(await connect('doctor', ...flags)).toMatchObject({
    status: 2,
    said: expect.stringContaining('lockstep connect doctor https://'),
  })
  expect(await connect(server.url, server.url, ...flags)).toMatchObject({
    status: 2,
    said: expect.stringContaining('one address is enough'),
  })
})
