import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { policyText } from '@/lib/fleet/testing/start-fleet'
import { runOnce } from './run-connector'
import { StockHost } from './testing/stock-host'

const on = new StockHost()

it('what was watched once is proved for the next start of the connector, which reads the line of the load again', async () => {
  const proxies = [on.settings({ mode: 'observe' })]
  on.startProxy(policyText('old'))
  const stop = on.connect({ proxies })
  await on.becomes('UNVERIFIED')
  writeFileSync(on.config(), policyText(`start ${on.count}`))
  await on.becomes('IN_SYNC')
  await stop()
  const running = async () => {
    const [agent] = await runOnce(on.options({ proxies }))
    return agent?.files().map(({ tracker }) => tracker.running?.evidence)
  }
  expect(await running()).toEqual([3])
  expect(await running()).toEqual([3])
})
