import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { CLI_FILE } from '../scripts/build-cli'
import { demoFleet, serverCommand, type DemoProxy } from '../scripts/start/demo/fleet'
import { dataFolder } from './forge-client'

/** A real MCP client of the test's own. */
export interface Agent {
  /** Calls the tool `echo`; the answer as JSON. */
  echo(): Promise<string>
  /** Of the proxy. */
  readonly pid: number
  close(): Promise<void>
}

/** Where a proxy has its files, and what stands behind it. */
export type AgentPlace = Pick<DemoProxy, 'kind' | 'config' | 'events' | 'work'>

/** One more process of a demo proxy, in front of a server of its own: same policy file, same folder of events. */
export async function openAgent(name: string): Promise<Agent> {
  const proxy = demoFleet(join(dataFolder(), 'demo')).find((one) => one.name === name)
  if (proxy === undefined) throw new Error(`the demo fleet has no proxy ${name}`)
  return openAgentAt(proxy)
}

/** A process of our proxy in front of a server of its own. */
export async function openAgentAt(proxy: AgentPlace): Promise<Agent> {
  // Some are killed and never closed: it goes with the data of the stack.
  const counters = mkdtempSync(join(dataFolder(), 'counters-'))
  const files = ['--policy', proxy.config, '--events', proxy.events, '--state-dir', counters]
  const client = new Client({ name: 'main-line', version: '1' })
  const args = [CLI_FILE, 'proxy', ...files, '--', ...serverCommand(proxy)]
  const transport = new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' })
  await client.connect(transport)
  const { pid } = transport
  if (pid === null) throw new Error('the proxy has no process')
  return {
    pid,
    echo: async () =>
      JSON.stringify(await client.callTool({ name: 'echo', arguments: { message: 'hello' } })),
    close: () => client.close(),
  }
}
