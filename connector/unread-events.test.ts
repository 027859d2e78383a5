import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { policyText } from '@/lib/fleet/testing/start-fleet'
import { StockHost } from './testing/stock-host'

const on = new StockHost()

it('a connector that cannot read events does not say that no process runs, but why that is not known', async () => {
  writeFileSync(on.config(), policyText(`start ${on.count}`))
  const events = join(on.folder, 'not-a-folder')
  writeFileSync(events, '')
  const said: string[] = []
  on.connect({ proxies: [on.settings({ events })], say: (line) => said.push(line) })
  await on.becomes('UNVERIFIED')
  const why = `its events in ${events} cannot be read: it is no folder`
  expect((await on.seen()).sentence).toBe(`Cannot prove what it runs: ${why}.`)
  expect(said).toContain(`proxy-${on.count}: ${why}`)
  rmSync(events)
  mkdirSync(events)
  await on.becomes('NOT_RUNNING')
})
