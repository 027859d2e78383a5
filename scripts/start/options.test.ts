import { describe, expect, it } from 'vitest'
import { inCheckout } from '../paths'
import { parseOptions } from './options'

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

  it('are not needed for help', () => {
    expect(parseOptions(['--help'], '/here')).toBeUndefined()
  })
})
