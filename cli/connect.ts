import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { version } from '../package.json'
import { readEnrolmentKey, refuseKeyAsArgument, takeKeyFromEnvironment } from './connect/enrolment-key'
import { CommandFailure } from './failure'
import type { ConnectorOptions } from '@/connector/run-connector'
import type { ConnectFile, ProxySettings } from '@/connector/settings'

interface Flags {
  enrol?: string
  file?: string
  name?: string
  path?: string
  mode: string
  engine?: string
  config?: string
  events: string
  source?: string
  restartCommand?: string
  label: string[]
  environment?: string
  ephemeral: boolean
  deliveryTool?: string
  gitUrl?: string
  gitRef: string
  gitPath?: string
  gitTokenFile?: string
  stateDir: string
  ca?: string
  allowHttp: boolean
  once: boolean
  dryRun: boolean
  check: boolean
}

const collect = (value: string, before: string[]) => [...before, value]

/** `lockstep connect`: delivers policies to the proxies of this host and reports what they run. */
export function register(program: Command): void {
  const home = homedir()
  program
    .command('connect')
    .description(
      'connect the proxies of this host: deliver their policies, report what they run, send their decisions',
    )
    .argument('[server]', 'address of Lockstep, such as https://lockstep.example; "doctor" checks this host')
    .argument('[address]', 'behind "doctor": address of Lockstep')
    .option(
      '--enrol <file>',
      'file that holds the enrolment key, - for standard input; or set LOCKSTEP_ENROL_KEY',
    )
    .option('--file <yaml>', 'connect several proxies: server and proxies in one YAML file')
    .option('--name <name>', 'name of the proxy: a-z, 0-9 and -')
    .option('--path <path>', 'its policy in the repository, such as payments/stripe.yaml')
    .addOption(
      new Option('--mode <mode>', 'who brings the file')
        .choices(['pull', 'git', 'relay', 'observe'])
        .default('pull'),
    )
    .addOption(
      new Option('--engine <engine>', 'what the proxy runs').choices([
        'intercept-2026-03',
        'intercept-1.4',
        'lockstep',
      ]),
    )
    .option('--config <file>', 'the live policy file')
    .option('--events <dir>', 'folder of the event files', join(home, '.intercept', 'events'))
    .option('--source <file>', 'mode relay: the file that your delivery tool writes')
    .option(
      '--restart-command <command>',
      'run once when the proxy did not notice a new policy (not in mode observe)',
    )
    .option('--label <key=value>', 'label of the proxy; may be given several times', collect, [])
    .option('--environment <name>', 'environment of .lockstep.yaml; else the label env')
    .option('--ephemeral', 'a replica: retired by itself after a day offline', false)
    .option('--delivery-tool <name>', 'who writes the file in modes relay and observe, such as git-sync')
    .option('--git-url <url>', 'mode git: where the connector fetches from')
    .option(
      '--git-ref <branch>',
      'mode git: the branch, unless .lockstep.yaml names one for the environment',
      'main',
    )
    .option('--git-path <path>', 'mode git: the full repository path of the policy')
    .option('--git-token-file <file>', 'mode git: a file with a read-only token')
    .option('--state-dir <dir>', 'where tokens and positions are kept', join(home, '.lockstep', 'connector'))
    .option('--ca <file>', 'certificates to trust besides the usual ones')
    .option('--allow-http', 'plain http:// to another machine: only on a network of your own', false)
    .option('--once', 'one round, then end', false)
    .option('--dry-run', 'write no policy; say what would be written', false)
    .option('--check', 'say what is wrong on this host, change nothing', false)
    .action(async (first: string | undefined, second: string | undefined, flags: Flags) => {
      refuseKeyAsArgument(flags.enrol)
      const doctor = first === 'doctor'
      if (!doctor && second !== undefined) throw new CommandFailure(`${second}: one address is enough`)
      const file = await settingsOf(doctor ? second : first, flags)
      if (flags.check || doctor) return check(file)
      const { runConnector, runOnce } = await import('@/connector/run-connector')
      const options = optionsOf(file, flags)
      const work = flags.once ? runOnce(options) : runConnector(options)
      await work.catch((error: unknown) => {
        throw expected(error) ? new CommandFailure(error.message) : error
      })
    })
}

/** What the server or the network said is no bug of this program. */
function expected(error: unknown): error is Error {
  return error instanceof Error && ['Refused', 'Unreachable', 'RangeError'].includes(error.name)
}

async function check(file: HostFile): Promise<void> {
  const { diagnose } = await import('@/connector/doctor/diagnose')
  const findings = await diagnose(file, { stateDirectory: file.stateDirectory, now: new Date() })
  for (const { proxy, level, what, next } of findings) {
    process.stdout.write(
      `${level === 'ok' ? 'ok     ' : level === 'note' ? 'note   ' : 'problem'} ${proxy}: ${what}\n`,
    )
    if (next !== null) process.stdout.write(`        ${next}\n`)
  }
  process.exitCode = findings.some(({ level }) => level === 'problem') ? 1 : 0
}

interface HostFile extends ConnectFile {
  readonly stateDirectory: string
}

/** What the file and the flags say together. */
async function settingsOf(server: string | undefined, flags: Flags): Promise<HostFile> {
  if (server === undefined && flags.file === undefined)
    throw new CommandFailure(
      'the address of Lockstep is missing: lockstep connect https://lockstep.example …, or lockstep connect doctor https://lockstep.example …',
    )
  const { connectFile, lackOf } = await import('@/connector/settings')
  const given =
    flags.file === undefined ? { server, proxies: [proxyOf(flags)] } : await readYaml(flags.file, server)
  const parsed = connectFile.safeParse(given)
  if (!parsed.success) {
    const { sayIssue } = await import('./connect/say-issue')
    throw new CommandFailure(parsed.error.issues.map((issue) => sayIssue(issue, flags.file)).join('\n'))
  }
  for (const proxy of parsed.data.proxies) {
    const lack = lackOf(proxy)
    if (lack !== null) throw new CommandFailure(`${proxy.name}: ${lack}`)
  }
  return {
    ...parsed.data,
    stateDirectory: parsed.data.stateDirectory ?? flags.stateDir,
    allowHttp: parsed.data.allowHttp || flags.allowHttp,
    ca: flags.ca ?? parsed.data.ca,
  }
}

async function readYaml(path: string, server: string | undefined): Promise<unknown> {
  const { parse } = await import('yaml')
  let value: unknown
  try {
    value = parse(readFileSync(path, 'utf8'), { maxAliasCount: 20 })
  } catch (error) {
    throw new CommandFailure(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return typeof value === 'object' && value !== null && server !== undefined ? { ...value, server } : value
}

function proxyOf(flags: Flags): Record<string, unknown> {
  for (const name of ['name', 'path', 'engine', 'config'] as const) {
    if (flags[name] === undefined)
      throw new CommandFailure(`--${name} is missing (or give --file); see lockstep connect --help`)
  }
  const labels = Object.fromEntries(
    flags.label.map((label) => {
      const at = label.indexOf('=')
      if (at < 1) throw new CommandFailure(`--label ${label}: write it as key=value`)
      return [label.slice(0, at), label.slice(at + 1)]
    }),
  )
  const { name, path, mode, engine, config, events, source, restartCommand, environment, ephemeral } = flags
  const git: Partial<ProxySettings> | Record<string, unknown> =
    flags.gitUrl === undefined
      ? {}
      : {
          git: {
            url: flags.gitUrl,
            ref: flags.gitRef,
            path: flags.gitPath ?? '',
            tokenFile: flags.gitTokenFile ?? null,
          },
        }
  return {
    name,
    path,
    mode,
    engine,
    config,
    events,
    labels,
    ephemeral,
    ...git,
    ...(source === undefined ? {} : { source }),
    ...(restartCommand === undefined ? {} : { restartCommand }),
    ...(environment === undefined ? {} : { environment }),
    ...(flags.deliveryTool === undefined ? {} : { deliveryTool: flags.deliveryTool }),
  }
}

function optionsOf(file: HostFile, flags: Flags): ConnectorOptions {
  const given = takeKeyFromEnvironment()
  let key: Promise<string> | null = null
  return {
    ...file,
    dryRun: flags.dryRun,
    version,
    signal: stopSignal(),
    say: (line) => process.stderr.write(`lockstep connect: ${line}\n`),
    key: () => (key ??= readEnrolmentKey(flags.enrol, given)),
  }
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  const end = () => {
    stop.abort()
    // A key may be waited for.
    process.stdin.destroy()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  return stop.signal
}
