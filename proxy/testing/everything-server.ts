import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { inCheckout } from '@/scripts/paths'
import { until } from './running-proxy'

const SCRIPT = inCheckout('node_modules', '@modelcontextprotocol', 'server-everything', 'dist', 'index.js')

/** The real `server-everything` over HTTP; whoever starts it stops it. */
export async function startEverything(
  transport: 'streamableHttp' | 'sse',
): Promise<{ url: URL; stop: () => void }> {
  for (;;) {
    const port = await freePort()
    const env = { ...process.env, PORT: String(port) }
    const child = spawn(process.execPath, [SCRIPT, transport], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const stop = () => void child.kill('SIGKILL')
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    const state = await until(
      () => (/on port \d/.test(output) ? 'listens' : child.exitCode === null ? undefined : 'ended'),
      'listening server',
    )
    const path = transport === 'sse' ? 'sse' : 'mcp'
    if (state === 'listens') return { url: new URL(`http://127.0.0.1:${port}/${path}`), stop }
    // Somebody else may have taken the port meanwhile: then with another.
    if (!output.includes('in use')) throw new Error(output)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address')
  return address.port
}
