import { InvalidArgumentError, type Command } from 'commander'
import { CommandFailure } from './failure'

/** `lockstep scan`: a policy to begin with, from the tools that a server lists. */
export function register(program: Command): void {
  program
    .command('scan')
    .description('ask an MCP server for its tools and print a policy to begin with')
    .argument('[command...]', 'the MCP server to start, after --')
    .option('--timeout <seconds>', 'how long the server may take', seconds, 60)
    .action(async (command: string[], { timeout }: { timeout: number }) => {
      if (command.length === 0)
        throw new CommandFailure('name the MCP server to start after --, as in: lockstep scan -- npx server')
      const { askServer } = await import('./scan/ask-server')
      const { starterPolicy } = await import('@/lib/policy/starter/starter-policy')
      const tools = await askServer(command, { patienceMs: timeout * 1000, environment: process.env })
      process.stdout.write(starterPolicy(tools, command[0] ?? ''))
    })
}

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('Write seconds, from 1 to 3600.')
  return value
}
