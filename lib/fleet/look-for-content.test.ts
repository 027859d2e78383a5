import { randomUUID } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getProxy } from './get-proxy'
import { recordReport } from './record-report'
import {
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from './testing/start-fleet'

let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet()
  await fleet.push({ [POLICY]: policyText('one') })
})
afterAll(() => fleet.close())

/** The state of a new proxy that reports that it runs a text. */
async function stateOf(name: string, text: string): Promise<string> {
  const proxy = await fleet.addProxy({ name })
  const at = fleet.now.toISOString()
  const delivered = { ...digests(text), path: '/p.yaml', at, source: 'disk', error: null }
  const instances = [instanceRunning(text, fleet.now)]
  const input = report({ boot: randomUUID(), clock: at, facts: { delivered }, instances })
  await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
  const found = await getProxy({ ctx: fleet.person('read'), parts: fleet.parts, input: { name } })
  return found.kind === 'proxy' ? found.proxy.state : found.kind
}

it('a commit that a host has before the mirror is fetched: nothing is called edited that git has, and all else is', async () => {
  await fleet.remote.commit({ files: { [POLICY]: policyText('two') } })
  expect(await stateOf('ahead', policyText('two'))).toBe('IN_SYNC')
  expect(await stateOf('edited', policyText('made here'))).toBe('EDITED')
})

it('a report is taken though the repository cannot be asked', async () => {
  const path = fileURLToPath(fleet.remote.url)
  await rename(path, `${path}.away`)
  expect(await stateOf('alone', policyText('made there'))).toBe('EDITED')
  await rename(`${path}.away`, path)
})
