import { Command } from 'commander'
import { version } from '../package.json'
import { COMMANDS } from './commands'

/**
 * The command line, not parsed yet. Exit codes of every command: 0 done and nothing found, 1 done and something found (a finding, a failed
 * test, a denied call), 2 not done (wrong arguments, unreadable file, unreachable server).
 */
export function createProgram(): Command {
  const program = new Command('lockstep')
    .description('Policies of AI-agent proxies: check them, deliver them, enforce them')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
  for (const register of COMMANDS) register(program)
  return program
}
