import { describe, expect, it } from 'vitest'
import { call, openSession } from './testing/open-session'

describe('the values of arguments', () => {
  it('are recorded when asked for, without secrets', () => {
    const { send, events } = openSession({ recordArguments: new Set(['q', 'api_key', 'url']) })
    send(
      call('echo', {
        q: `mail a@b.example, ghp_${'x'.repeat(30)}`,
        api_key: 'k',
        url: 'https://u:p@h/?token=abc',
        other: 'kept out',
      }),
    )
    expect(events()[0]).toMatchObject({ args: { q: 'mail …, …', api_key: '…', url: 'https://…@h/?token=…' } })
  })

  it('are recorded without secrets inside of them, and numbers without those of cards', () => {
    const { send, events } = openSession({ recordArguments: new Set(['*']) })
    const login = { user: 'ann', password: 'hunter2', more: [{ api_key: { id: 7 } }] }
    send(call('echo', { login, card: 4_111_111_111_111_111, at: 1_772_620_215_000, ratio: 0.1 + 0.2 }))
    expect(events()[0]).toMatchObject({
      args: {
        login: '{"user":"ann","password":"…","more":[{"api_key":"…"}]}',
        card: '…',
        at: 1_772_620_215_000,
        ratio: 0.1 + 0.2,
      },
    })
  })

  it('are recorded by their names behind any number of others', () => {
    const { send, events } = openSession({ recordArguments: new Set(['q']) })
    const others = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`other${i}`, i]))
    send(call('echo', { ...others, q: 'text' }))
    expect(events()[0]).toMatchObject({ args: { q: 'text' } })
  })

  it('are cut short where they are deeper than any stack', () => {
    const { send, events } = openSession({ recordArguments: new Set(['*']) })
    const line = call('echo', { q: 0 }).replace('"q":0', `"q":${'['.repeat(8000)}${']'.repeat(8000)}`)
    expect(send(line).forward).toBe(line)
    expect(events()[0]).toMatchObject({ result: 'allowed', args: { q: expect.any(String) } })
  })

  it.each([
    ['one long word', 'a'],
    ['the beginnings of tokens', '-eyJaaaaaaaa'],
    ['the beginnings of keys', '-----BEGIN A'],
    ['schemes', 'Bearer ://a'],
  ])('are masked in linear time, whatever they are: a megabyte of %s', (_, piece) => {
    const { send, events } = openSession({ recordArguments: new Set(['*']) })
    const line = call('echo', { q: piece.repeat(1_000_000 / piece.length) })
    expect(send(line).forward).toBe(line)
    expect(events()[0]).toMatchObject({ args: { q: expect.any(String) } })
  })

  it('are not recorded otherwise', () => {
    const { send, events } = openSession()
    send(call('echo', { q: 'text' }))
    expect(events()[0]).not.toHaveProperty('args')
  })
})
