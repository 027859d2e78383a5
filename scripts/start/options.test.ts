import { describe, expect, it } from 'vitest'
import { inCheckout } from '../paths'
import { parseOptions, refuseSwallowed } from './options'

describe('the options of npm start', () => {
  it('have defaults', () => {
    expect(parseOptions([], '/here')).toEqual({
      port: 3000,
      data: inCheckout('.lockstep'),
      demo: true,
      reset: false,
    })
  })

  it('take paths from where the person typed them', () => {
    const options = parseOptions(
      ['--data', 'my data', '--ready-file', '../r.json', '--no-demo', '--reset'],
      '/a/b',
    )
    expect(options).toMatchObject({ data: '/a/b/my data', readyFile: '/a/r.json', demo: false, reset: true })
  })

  it.each(['80000', '-1', 'x', ''])('refuse the port "%s" and say which ones there are', (port) => {
    expect(() => parseOptions([`--port=${port}`], '/here')).toThrow(/from 1 to 65535, or 0/)
  })

  it('refuse what they do not know, with the usage', () => {
    expect(() => parseOptions(['--demo'], '/here')).toThrow(/npm start -- \[options\]/)
  })

  it.each([
    [{ npm_config_reset: 'true' }, '--reset'],
    [{ npm_config_port: 'true' }, '--port'],
    [{ npm_config_data: '/tmp/x' }, '--data'],
    [{ npm_config_demo: '' }, '--no-demo'],
    [{ npm_config_ready_file: 'true', npm_config_port: '0' }, '--port, --ready-file'],
  ])('are refused in one sentence where npm took them for its own: %o', (swallowed, named) => {
    const environment = { NODE_ENV: 'test', npm_lifecycle_event: 'start', ...swallowed } as const
    expect(() => refuseSwallowed(environment)).toThrow(
      new RegExp(
        `^npm took ${named} for its own: write .* behind a "--", as in "npm start -- --port 4000"\\.$`,
      ),
    )
  })

  it('may have names that npm knows where npm did not start it, and no npm option is taken for one', () => {
    expect(() => refuseSwallowed({ NODE_ENV: 'test', npm_config_port: '1' })).not.toThrow()
    const other = { NODE_ENV: 'test', npm_lifecycle_event: 'start', npm_config_loglevel: 'silent' } as const
    expect(() => refuseSwallowed(other)).not.toThrow()
  })

  it('are not needed for help', () => {
    expect(parseOptions(['--help'], '/here')).toBeUndefined()
  })
})
