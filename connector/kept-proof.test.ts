import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { policyText, POLICY } from '@/lib/fleet/testing/start-fleet'
import { runOnce } from './run-connector'
import { StockHost } from './testing/stock-host'

const on = new StockHost()

/** A connector saw a process load its policy, and is away again. */
async function watchOneLoad() {
  const proxies = [on.settings({ mode: 'observe' })]
  on.startProxy(policyText('old'))
  const stop = on.connect({ proxies })
  await on.becomes('UNVERIFIED')
  writeFileSync(on.config(), policyText(`start ${on.count}`))
  await on.becomes('IN_SYNC')
  await stop()
  return proxies
}

it('what was watched once is proved for the next start of the connector, which reads the line of the load again', async () => {
  const proxies = await watchOneLoad()
  const running = async () => {
    const [agent] = await runOnce(on.options({ proxies }))
    return agent?.files().map(({ tracker }) => tracker.running?.evidence)
  }
  expect(await running()).toEqual([3])
  expect(await running()).toEqual([3])
})

it('what a process refused while its connector was away is told as refused, not as unnoticed', async () => {
  const proxies = await watchOneLoad()
  const bad = 'version: "2"\n'
  on.fleet.now = new Date()
  await on.fleet.push({ [POLICY]: bad })
  writeFileSync(on.config(), bad)
  await on.until(() => {
    const texts = readdirSync(on.events()).map((name) => readFileSync(join(on.events(), name), 'utf8'))
    return Promise.resolve(expect(texts.join('')).toContain('"status":"failure"'))
  })
  on.connect({ proxies })
  await on.becomes('REJECTED')
  expect((await on.seen()).sentence).toContain('version must be')
})
