import { describe, expect, it } from 'vitest'
import { finds, host, lockstep, problems } from '../testing/doctor-host'

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
