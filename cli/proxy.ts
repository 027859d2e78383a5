import { homedir } from 'node:os'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { version } from '../package.json'
import { CommandFailure } from './failure'

interface Flags {
  policy: string
  events: string
  stateDir: string
  statePrefix: string
  observeOnly: boolean
  recordArguments: string[]
}

/** `lockstep proxy`: the enforcing proxy in front of one MCP server. */
export function register(program: Command): void {
  const home = join(homedir(), '.intercept')
  program
    .command('proxy')
    .description('enforce a policy in front of an MCP server')
    .argument('[command...]', 'the MCP server to start, after --')
    .requiredOption('-p, --policy <file>', 'policy file; watched and reloaded')
    .option('--events <dir>', 'folder of the event files', join(home, 'events'))
    .option('--state-dir <dir>', 'folder of the counters, on a local disk', join(home, 'state'))
    .option('--state-prefix <text>', 'keeps these counters apart from others in that folder', '')
    .option('--observe-only', 'deny nothing, and record what would be denied', false)
    .addOption(
      new Option('--record-arguments <names>', 'arguments whose values are recorded, masked; * = all')
        .argParser((names: string) => names.split(','))
        .default([], 'none'),
    )
    .action(async (command: string[], flags: Flags) => {
      const { runProxy } = await import('@/proxy/run-proxy')
      const { selfTestBeside } = await import('@/proxy/policy/self-test')
      if (command.length === 0)
        throw new CommandFailure(
          'name the MCP server to start after --, as in: lockstep proxy --policy p.yaml -- npx server',
        )
      const say = (line: string) => process.stderr.write(`lockstep proxy: ${line}\n`)
      const around = {
        client: { input: process.stdin, output: process.stdout },
        env: process.env,
        signal: stopSignal(),
        say,
      }
      const end = await runProxy(
        { ...flags, command, selfTest: selfTestBeside(flags.policy), version },
        around,
      )
      if ('errors' in end)
        throw new CommandFailure(
          `${flags.policy} must not be enforced, so nothing was started:\n${end.errors.join('\n')}`,
        )
      if (end.trouble !== undefined) say(end.trouble)
      process.exitCode = end.exitCode
    })
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  return stop.signal
}
