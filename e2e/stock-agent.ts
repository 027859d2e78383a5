import { setTimeout as delay } from 'node:timers/promises'
import { StockProxy } from './stock-proxy'

/**
 * A stand-in with an agent that calls all the time: `node --import tsx e2e/stock-agent.ts CONFIG EVENTS`. It starts when there is a policy
 * that it takes, and ends when its input does.
 */
const [config = '', events = ''] = process.argv.slice(2)
const proxy = new StockProxy(config, events)

async function start(): Promise<void> {
  for (;;) {
    try {
      return proxy.start()
    } catch {
      // No policy yet, or one that is being written.
      await delay(100)
    }
  }
}

process.stdin.on('end', () => process.exit(0)).resume()
await start()
setInterval(() => proxy.heartbeat(), 60_000)
setInterval(() => proxy.call('echo'), 40)
