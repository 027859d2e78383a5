import { describe, expect, it } from 'vitest'
import { createLogger, maskSecrets } from './log'

describe('masking', () => {
  it.each([
    ['a forge token', 'token ghu_abcDEF123 was used', 'token ghu_… was used'],
    ['a proxy token', 'lst_aZ09_x', 'lst_…'],
    ['a token in base64url', 'lst_ab-CD_-9', 'lst_…'],
    ['an enrolment key', 'lsk_aZ09', 'lsk_…'],
    ['a password in an address', 'postgresql://me:hunter2@db/x', 'postgresql://…@db/x'],
    ['a bearer header', 'authorization: Bearer aaa.bbb-ccc', 'authorization: Bearer …'],
    ['an OAuth answer', 'GET /callback?code=abc&state=def&x=1', 'GET /callback?code=…&state=…&x=1'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', '(private key)'],
  ])('takes out %s and keeps the rest', (_, text, masked) => {
    expect(maskSecrets(text)).toBe(masked)
  })

  it('gets through a text that was made to hold it up', () => {
    const text = `${'a-'.repeat(500_000)}://me:secret@host`
    expect(maskSecrets(text).length).toBeGreaterThan(1_000_000)
  })

  it('leaves commits, paths and plain words alone', () => {
    const text =
      'policies/payments/stripe.yaml at 9f0e1d2c3b4a59687768594a3b2c1d0e9f8a7b6c: https://github.com/a/b'
    expect(maskSecrets(text)).toBe(text)
  })
})

describe('a log line', () => {
  function written(entry: object): string {
    const lines: string[] = []
    createLogger('info', (line) => lines.push(line)).info(entry, 'done')
    return lines.join('')
  }

  it('is one JSON object with level, time and the request id', () => {
    expect(JSON.parse(written({ requestId: 'id-1' }))).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      requestId: 'id-1',
      msg: 'done',
    })
  })

  it('lacks secret fields, wherever they stand', () => {
    const line = written({
      token: 'hunter2',
      headers: { cookie: 'hunter2' },
      a: { b: { password: 'hunter2' } },
    })
    expect(line).not.toContain('hunter2')
    expect(line).toContain('done')
  })

  it('is masked inside texts too', () => {
    expect(written({ error: 'refused ghs_secret123' })).not.toContain('secret123')
  })
})
