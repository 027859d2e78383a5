import { homedir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { version } from '../package.json'
import { CommandFailure } from './failure'

interface Flags {
  policy?: string
  events: string
  stateDir: string
  statePrefix: string
  observeOnly: boolean
  recordArguments: string[]
  upstream?: string
  bind: string
  port: number
  allowOrigin: string[]
}

/** `lockstep proxy`: the enforcing proxy in front of one MCP server. */
export function register(program: Command): void {
  const home = join(homedir(), '.intercept')
  program
    .command('proxy')
    .description('enforce a policy in front of an MCP server')
    .argument('[command...]', 'the MCP server to start, after --')
    .option('-p, --policy <file>', 'policy file; watched and reloaded; required')
    .option('--events <dir>', 'folder of the event files', join(home, 'events'))
    .option('--state-dir <dir>', 'folder of the counters, on a local disk', join(home, 'state'))
    .option('--state-prefix <text>', 'keeps these counters apart from others in that folder', '')
    .option('--observe-only', 'deny nothing, and record what would be denied', false)
    .option('--upstream <url>', 'the MCP server to stand in front of over HTTP, instead of one to start')
    .option('--bind <address>', 'with --upstream: where to listen', '127.0.0.1')
    .addOption(
      new Option('--port <number>', 'with --upstream: port to listen on, 0 = any free one')
        .argParser(readPort)
        .default(0),
    )
    .addOption(
      new Option('--allow-origin <origins>', 'with --upstream: web pages that may call, as https://host')
        .argParser((origins: string) => readList(origins).map(withoutSlash))
        .default([], 'this machine only'),
    )
    .addOption(
      new Option('--record-arguments <names>', 'arguments whose values are recorded, masked; * = all')
        .argParser(readList)
        .default([], 'none'),
    )
    .action(async (command: string[], { policy, ...flags }: Flags) => {
      // Not required by the parser, which would then not say that an option is misspelt.
      if (policy === undefined) throw new CommandFailure('the policy is missing: give its file with --policy')
      collectWithoutHelpers()
      const { runProxy } = await import('@/proxy/run-proxy')
      const { selfTestBeside } = await import('@/proxy/policy/self-test')
      const server = await readServer(command, flags)
      const say = (line: string) => process.stderr.write(`lockstep proxy: ${line}\n`)
      const around = {
        client: { input: process.stdin, output: process.stdout },
        env: process.env,
        signal: stopSignal(),
        say,
      }
      const end = await runProxy(
        { ...flags, policy, server, selfTest: selfTestBeside(policy), version },
        around,
      )
      if ('errors' in end)
        throw new CommandFailure(
          `${policy} must not be enforced, so nothing was started:\n${end.errors.join('\n')}`,
        )
      if (end.trouble !== undefined) say(end.trouble)
      process.exitCode = end.exitCode
    })
}

/** What the proxy stands in front of; with exactly one of a command and an address. */
async function readServer(command: string[], { upstream, bind, port, allowOrigin }: Omit<Flags, 'policy'>) {
  if ((command.length === 0) === (upstream === undefined))
    throw new CommandFailure(
      'name the MCP server to start after --, as in: lockstep proxy --policy p.yaml -- npx server, or its address with --upstream URL; not both',
    )
  if (upstream === undefined) return { command }
  const { readUpstream } = await import('@/proxy/http/upstream')
  const url = readUpstream(upstream)
  if (typeof url === 'string') throw new CommandFailure(url)
  return { upstream: url, bind, port, allowOrigin }
}

/**
 * Collects young objects on the thread that the calls are on. They are few, and V8 would have other threads help with each collection, for which it
 * then waits: where other programs have the cores, calls stood still for several times as long as the collection takes.
 */
function collectWithoutHelpers(): void {
  setFlagsFromString('--no-parallel-scavenge')
}

function readList(text: string): string[] {
  return text.split(',').map((item) => item.trim())
}

/** The address bar of a browser shows a slash behind an origin, and its header has none. */
function withoutSlash(origin: string): string {
  return origin.replace(/\/$/, '')
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('must be 0 to 65535.')
  return port
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  return stop.signal
}
