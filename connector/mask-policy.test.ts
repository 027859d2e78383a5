import { describe, expect, it } from 'vitest'
import { maskPolicy } from './mask-policy'

const POLICY = `version: "1"
description: "see https://docs.example/a?b=c"
tools:
  rotate_secret:
    rules:
      - name: only-once
        conditions:
          - path: args.token
            op: exists
            value: true
`

describe('a policy that leaves its host', () => {
  it('is as it is when nothing in it looks like a secret', () => {
    expect(maskPolicy(POLICY)).toEqual({ text: POLICY, masked: 0 })
  })

  it.each([
    ['redis://app:pa/ss@w?ord@db:6379/0', 'redis://…@db:6379/0'],
    [`ghp_${'a1B2'.repeat(9)}`, '…'],
    ['# password: hunter2', '# password: …'],
    ['{"api_key": "abc def", "x": 1}', '{"api_key": …, "x": 1}'],
    ['token=abc, rest', 'token=…, rest'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----', '…'],
    ['-----BEGIN PRIVATE KEY-----\nMIIabc', '…'],
  ])('has no %s in it', (secret, shown) => {
    expect(maskPolicy(`${POLICY}# ${secret}\n`)).toEqual({
      text: `${POLICY}# ${shown}\n`.replace(/…\n$/, secret.includes('BEGIN PRIVATE') ? '…' : '…\n'),
      masked: 1,
    })
  })

  it('is masked in a time that grows with its length only', () => {
    const hostile = `${'a://'.repeat(50_000)}\n${'token='.repeat(50_000)}\n${'@'.repeat(100_000)}`
    expect(maskPolicy(hostile).text.length).toBeLessThan(hostile.length + 1000)
  })
})
