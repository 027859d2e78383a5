import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { policyText } from '@/lib/fleet/testing/start-fleet'
import { runOnce } from './run-connector'
import { StockHost } from './testing/stock-host'

const on = new StockHost()
const { config, push, settings, options, connect, startProxy, seen, until, becomes } = on

describe('a host', () => {
  it('connects several proxies that share one folder of events; a stranger there is shown as unmatched', async () => {
    const text = policyText(`start ${on.count}`)
    const other = join(on.folder, 'other.yaml')
    startProxy(text)
    startProxy(text, other)
    const strange = join(on.folder, 'strange.yaml')
    startProxy(text, strange)
    connect({ proxies: [settings(), settings({ name: `second-${on.count}`, config: other })] })
    await becomes('IN_SYNC')
    await becomes('IN_SYNC', `second-${on.count}`)
    const { live, unmatched } = await seen()
    expect([live, unmatched.length, unmatched[0]?.config]).toEqual([1, 1, strange])
  })

  it('connects the others when one cannot be enrolled, and that one as soon as the server is back', async () => {
    const [first, second] = [join(on.folder, 'first'), join(on.folder, 'second')]
    const proxies = [settings({ config: first }), settings({ name: `second-${on.count}`, config: second })]
    await runOnce(options({ proxies: proxies.slice(0, 1) }))
    const next = await push('next')
    on.server.down = true
    const said: string[] = []
    connect({ proxies, say: (line) => said.push(line) })
    await until(() => Promise.resolve(expect(said.join()).toContain(`second-${on.count}: not connected: `)))
    on.server.down = false
    await until(() =>
      Promise.resolve(
        expect([first, second].map((path) => readFileSync(path, 'utf8'))).toEqual([next, next]),
      ),
    )
  })

  it('leaves out the one that its key does not cover, and says so, also in one round', async () => {
    const [first, second] = [join(on.folder, 'first'), join(on.folder, 'second')]
    const key = await on.fleet.key({
      scope: { paths: ['policies/**'], modes: ['pull'], names: [`proxy-${on.count}`] },
    })
    const proxies = [settings({ config: first }), settings({ name: `second-${on.count}`, config: second })]
    const said: string[] = []
    const round = runOnce(
      options({ proxies, key: () => Promise.resolve(key), say: (line) => said.push(line) }),
    )
    await expect(round).rejects.toThrow(`name second-${on.count} is outside the key's scope`)
    expect(said.join('\n')).toContain(`second-${on.count}: not connected: `)
    expect(readFileSync(first, 'utf8')).toBe(policyText(`start ${on.count}`))
  })

  it('does one round with --once, and writes nothing in a dry run', async () => {
    writeFileSync(config(), policyText('old'))
    const said: string[] = []
    await runOnce(options({ dryRun: true, say: (line) => said.push(line) }))
    expect(readFileSync(config(), 'utf8')).toBe(policyText('old'))
    expect(said.join('\n')).toContain('would write')
    await runOnce(options())
    expect(readFileSync(config(), 'utf8')).toBe(policyText(`start ${on.count}`))
  })

  it('notices a copied state directory and takes nothing over from it', async () => {
    startProxy(policyText(`start ${on.count}`))
    const stop = connect()
    await becomes('IN_SYNC')
    await stop()
    cpSync(join(on.folder, 'state'), join(on.folder, 'copy'), { recursive: true })
    const said: string[] = []
    await runOnce(options({ stateDirectory: join(on.folder, 'copy'), say: (line) => said.push(line) })).catch(
      (error: unknown) => said.push(String(error)),
    )
    expect(said.join('\n')).toMatch(/is a copy of another[\s\S]*Another connector reports/)
  })
})
