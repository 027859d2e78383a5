import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { CLI_FILE } from '@/scripts/build-cli'
import { finds, host, lockstep, problems, settingsFor } from '../testing/doctor-host'

describe('the server', () => {
  it.each([
    ['does not listen', 'http://127.0.0.1:9', 'Nobody listens at http://127.0.0.1:9'],
    ['has a name that is not known', 'https://lockstep.invalid', 'lockstep.invalid'],
    ['does not speak TLS', 'tls', 'does not speak TLS: give the address as people open it'],
    ['would get the token in clear', 'http://192.0.2.1', 'Plain http:// would show the token'],
  ])('%s', async (_, named, what) => {
    const server = named === 'tls' ? (await lockstep()).replace('http:', 'https:') : named
    expect(await problems(host(), { server })).toEqual(finds(what))
  })

  it('answers, but not as Lockstep', async () => {
    expect(await problems(host(), { server: await lockstep({ status: 404 }) })).toEqual(
      finds('answers 404 on /healthz'),
    )
  })

  it.each([
    [90_000, 'the clock of this host is 90 s behind'],
    [-90_000, 'the clock of this host is 90 s ahead of'],
  ])('has a clock that is %i ms ahead', async (aheadMs, what) => {
    const [found = ''] = await problems(host(), { server: await lockstep({ aheadMs }) })
    expect(found.replace(/8[89]|9[01]/, '90')).toContain(what)
  })
})

it('asks it as the connector would with the same flags', async () => {
  const one = host()
  // Not a loopback address by its name, and answered by this machine.
  const server = (await lockstep()).replace('127.0.0.1', '0.0.0.0')
  const doctor = async (...flags: string[]) => {
    const { name, path, engine, config, events } = settingsFor(one)
    const about = ['--name', name, '--path', path, '--engine', engine, '--config', config, '--events', events]
    const args = ['connect', 'doctor', server, ...about, '--state-dir', one.at('state'), ...flags]
    const child = spawn(process.execPath, [CLI_FILE, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    return (await text(child.stdout)).split('\n').filter((line) => line.includes(' server: '))
  }
  expect(await doctor()).toEqual(finds('Plain http:// would show the token'))
  expect((await doctor('--allow-http'))[0]).toMatch(/^ok +server: http:\/\/0\.0\.0\.0:\d+ answers in/)
  expect(await doctor('--allow-http', '--ca', one.config)).toEqual(
    finds(`problem server: ${one.config} holds no certificate in PEM`),
  )
})
