import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { StockProxy } from './stock-proxy'

/**
 * Many stand-ins in one process, for benchmarks: `node --import tsx e2e/stock-fleet.ts FILE`, where FILE is a JSON list of
 * `{config, events}`. Says "ready" when all run; ends when its input does.
 */
const list = z.array(z.object({ config: z.string(), events: z.string() }))
const places = list.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')))
const proxies = places.map(({ config, events }) => new StockProxy(config, events))
for (const proxy of proxies) proxy.start()
setInterval(() => {
  for (const proxy of proxies) proxy.heartbeat()
}, 60_000)
process.stdout.write('ready\n')
process.stdin.on('end', () => process.exit(0)).resume()
