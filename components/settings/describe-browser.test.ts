import { expect, it } from 'vitest'
import { describeBrowser } from './describe-browser'

it.each([
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
    'Safari on macOS',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['curl/8\u202e', 'curl/8\\u202e'],
  ['x'.repeat(100), `${'x'.repeat(60)}…`],
  ['', 'not said'],
  [null, 'not said'],
])('%j is %s', (userAgent, expected) => {
  expect(describeBrowser(userAgent)).toBe(expected)
})
