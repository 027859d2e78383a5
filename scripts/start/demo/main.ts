import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { z } from 'zod'
import { version } from '../../../package.json'
import { CLI_FILE } from '../../build-cli'
import { plainEnvironment } from '../../processes/environment'
import { nextCall } from './calls'
import { demoProxy, serverCommand, type DemoProxy } from './fleet'

/** Between two calls through one proxy, on average: about one call a second over the fleet. */
const PAUSE_MS = 4000
const LOOK_MS = 200
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000
/** A session that lasted this long did not fail at its start. */
const STEADY_MS = 60_000

/**
 * The demo agent: `node --import tsx scripts/start/demo/main.ts FILE`, where FILE lists the proxies as JSON. A real MCP client that starts
 * each proxy as the command of its server, as agents do, keeps a session open through it and calls tools.
 */
async function main(file: string): Promise<void> {
  const proxies = z.array(demoProxy).parse(JSON.parse(readFileSync(file, 'utf8')))
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  await Promise.all(proxies.map((proxy) => keepSession(proxy, stop.signal)))
}

/** Sessions through one proxy, one after another, until stopped. */
async function keepSession(proxy: DemoProxy, signal: AbortSignal): Promise<void> {
  // The connector brings the policy; without one the proxy would refuse to start.
  while (!existsSync(proxy.config) && !signal.aborted) await pause(LOOK_MS, signal)
  let wait = FIRST_WAIT_MS
  while (!signal.aborted) {
    const began = Date.now()
    await session(proxy, signal).catch((error: unknown) => {
      console.error(`${proxy.name}: ${error instanceof Error ? error.message : String(error)}`)
    })
    wait = Date.now() - began > STEADY_MS ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS)
    await pause(wait, signal)
  }
}

/** One session; throws at the first call after the proxy ended. */
async function session(proxy: DemoProxy, signal: AbortSignal): Promise<void> {
  const client = new Client({ name: 'demo-agent', version })
  try {
    await client.connect(transportOf(proxy))
    await client.listTools()
    while (!signal.aborted) {
      await client.callTool({ ...nextCall(proxy, Math.random()) })
      await pause(PAUSE_MS * (0.5 + Math.random()), signal)
    }
  } finally {
    await client.close()
  }
}

function transportOf(proxy: DemoProxy): StdioClientTransport {
  return new StdioClientTransport({
    command: process.execPath,
    args: [
      CLI_FILE,
      'proxy',
      '--policy',
      proxy.config,
      '--events',
      proxy.events,
      '--state-dir',
      proxy.counters,
      '--',
      ...serverCommand(proxy),
    ],
    env: plainEnvironment('production', { MEMORY_FILE_PATH: join(proxy.work, 'memory.jsonl') }),
    cwd: proxy.work,
    stderr: 'inherit',
  })
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {})
}

await main(process.argv[2] ?? '')
