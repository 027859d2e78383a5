import type { Command } from 'commander'

/** `lockstep proxy`: the enforcing proxy in front of one MCP server. */
export function register(program: Command): void {
  program
    .command('proxy')
    .description('enforce a policy in front of an MCP server')
    .requiredOption('-p, --policy <file>', 'policy file; watched and reloaded')
    .argument('[command...]', 'the MCP server to start, after --')
    .action(() => {
      throw new Error('not here yet')
    })
}
