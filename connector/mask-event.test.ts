import { describe, expect, it } from 'vitest'
import { maskAddress, maskEvent } from './mask-event'

describe('an address', () => {
  it.each([
    ['redis://user:secret@host/0?x=y', 'redis://…@host/0?…'],
    ['https://user:a/b?c#d@host/path', 'https://…@host/path'],
    ['postgres://h/db?password=x#f and http://u@h2', 'postgres://h/db?…#f and http://…@h2'],
    ["host=db password=secret token = 'a b'", 'host=db password=… token=…'],
    ['npx -y @scope/server --port 1', 'npx -y @scope/server --port 1'],
    ['https://host/plain', 'https://host/plain'],
  ])('%j leaves the host as %j', (text, masked) => {
    expect(maskAddress(text)).toBe(masked)
  })

  it.each(['a', 'a://', '://', 'a://b@', '?', 'key ', "key='", 'https://a/b c?'])(
    'of 200,000 signs is masked in one pass: %j over and over',
    (piece) => {
      const text = piece.repeat(200_000 / piece.length)
      expect(maskAddress(text).length).toBeLessThanOrEqual(text.length * 2)
    },
  )
})

describe('an event', () => {
  const event = (more: string) => `{"ts":"2026-11-26T10:00:00Z","type":"later","instance":"a",${more}}`

  it('of an unknown type loses secrets at any depth', () => {
    expect(maskEvent(event('"a":[{"b":"x://u:p@h"}]'))).toBe(event('"a":[{"b":"x://…@h"}]'))
  })

  it('deeper than any stack does not leave the host, and does not end the connector', () => {
    expect(maskEvent(event(`"a":${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBeNull()
  })
})
