import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { call, openSession } from './testing/open-session'

describe('a call', () => {
  it('passes byte for byte when the policy allows it, and is denied in Intercept’s words when not', () => {
    const { send, events, digest } = openSession()
    const odd =
      '{ "id":9007199254740993,"jsonrpc":"2.0" ,"method":"tools/call","params":{"arguments":{"x":1.0e2,"y":"\\u0061"},"name":"echo","z":[]}}\n'
    expect(send(odd)).toEqual({ forward: odd, reply: undefined })
    expect(send(call('delete_repo', { a: 1 }, 7))).toEqual({
      forward: undefined,
      reply: `{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"[INTERCEPT POLICY DENIED] No \\u003cdeleting\\u003e."}],"isError":true,"_meta":{"lockstep/decision":"${String(events()[1]?.decision)}"}}}`,
    })
    const [allowed, denied] = events()
    expect(Object.keys(denied ?? {})).toEqual([
      'ts',
      'type',
      'instance',
      'tool',
      'result',
      'args_hash',
      'rule',
      'message',
      'policy',
      'decision',
      'arg_keys',
      'seq',
    ])
    expect(allowed).toMatchObject({
      type: 'tool_call',
      tool: 'echo',
      result: 'allowed',
      arg_keys: ['x', 'y'],
      policy: digest,
      seq: 1,
    })
    expect(denied).toMatchObject({
      result: 'denied',
      rule: 'never',
      message: 'No <deleting>.',
      arg_keys: ['a'],
      seq: 2,
    })
  })

  it.each([
    ['hidden', call('secret_tool'), 'Tool "secret_tool" is hidden by policy', '(hidden)'],
    ['not listed', call('other'), 'Tool "other" is not permitted by policy', '(default deny)'],
    ['over a limit', call('limited', { n: 11 }), 'Denied by rule "small"', 'small'],
  ])('is denied when it is %s', (_, line, message, rule) => {
    const { send, events } = openSession()
    expect(send(line).forward).toBeUndefined()
    expect(events()[0]).toMatchObject({ result: 'denied', message, rule })
  })

  it.each([
    ['beside it', { n: 1, N: 1_000_000 }],
    ['in its place, where it must be absent', { bcc: undefined, BCC: 'x@y.example' }],
    ['cut off at U+0000', { n: 1, 'n\0': 1_000_000 }],
    ['inside of another', { to: { address: 'a@y.example', Address: 'x@y.example' } }],
  ])('with an argument that some readers take for one of the policy’s is denied: %s', (_, args) => {
    const { send, events } = openSession()
    expect(send(call('mail', args)).reply).toContain('The call cannot be judged: some programs take')
    expect(events()[0]).toMatchObject({ tool: 'mail', result: 'denied', rule: '(undecodable)' })
  })

  it.each(['1234567890123456789', '1234567890123456790', '1.23456789012345678e18'])(
    'with a number that is equal to others as float64 is denied where the policy asks for a certain one: %s',
    (channel) => {
      const { send, events } = openSession()
      const line = call('post', { channel: 7, size: 1 }).replace('"channel":7', `"channel":${channel}`)
      expect(send(line).reply).toContain('too large to be told from its neighbours')
      expect(events()[0]).toMatchObject({ tool: 'post', rule: '(undecodable)' })
    },
  )

  it.each([
    ['alone', call('mail', { n: 1, to: { address: 'x@y.example\0@ours.example' } })],
    ['in a list', call('mail', { n: 1, to: { address: ['a@ours.example', 'x@y.example\0@ours.example'] } })],
  ])(
    'with a text that U+0000 ends for some readers is denied where the policy looks at it: %s',
    (_, line) => {
      const { send, events } = openSession()
      expect(send(line).reply).toContain('holds U+0000, which ends it for some programs')
      expect(events()[0]).toMatchObject({ result: 'denied', rule: '(undecodable)' })
    },
  )

  it('passes with U+0000 in a text that the policy does not look at', () => {
    const line = call('mail', { n: 1, to: { address: 'a@y.example', x: 'a\0b' }, x: 'a\0b' })
    expect(openSession().send(line).forward).toBe(line)
  })

  it('passes with U+0000 in what the policy asks only to be given', () => {
    const line = call('store', { content: 'a\0b' })
    expect(openSession().send(line).forward).toBe(line)
  })

  it('passes with a large number where the policy asks only how large it is', () => {
    const line = call('post', { channel: 7, size: 1e20, other: 1e20 })
    expect(openSession().send(line).forward).toBe(line)
  })

  it.each([
    ['millions of escapes', `"e100${'\\n'.repeat(4_000_000)}"`],
    ['millions of digits', `0.${'1'.repeat(8_000_000)}`],
  ])('passes with %s', (_, value) => {
    const { send } = openSession()
    const line = call('echo', { a: 0 }).replace('"a":0', `"a":${value}`)
    expect(send(line).forward).toHaveLength(line.length)
  })

  it('passes with arguments that differ in case where the policy looks at none of them', () => {
    const line = call('mail', { n: 1, x: 1, X: 2, to: { address: 'a@y.example', n: 1, N: 2 } })
    expect(openSession().send(line).forward).toBe(line)
  })

  const LONG = 'x'.repeat(300_000)
  it.each([
    ['a tool', call(LONG)],
    ['a hidden tool', call(`secret_tool${LONG}`)],
    ['a member given twice', call('echo', { a: 1, b: 1 }).replace(/"[ab]":/g, `"${LONG}":`)],
    ['a member in another case', call('echo').replace('"jsonrpc"', String.raw`"jsonrpc\u0000${LONG}"`)],
    ['a member of params in another case', call('echo').replace('"name"', String.raw`"name\u0000${LONG}"`)],
    ['an argument in another case', call('mail', { [`bcc\0${LONG}`]: 1 })],
  ])('with a name longer than any line of the log is denied, in a short line: %s', (_, line) => {
    const { send, events } = openSession()
    expect(send(line).reply).toContain('The call cannot be judged')
    expect(events()).toMatchObject([{ result: 'denied', rule: '(undecodable)' }])
    expect(JSON.stringify(events()).length).toBeLessThan(2000)
  })

  it('without an id is denied without an answer', () => {
    const { send, events } = openSession()
    expect(send('{"jsonrpc":"2.0","method":"tools/call","params":{"name":"delete_repo"}}\n')).toEqual({})
    expect(events()[0]).toMatchObject({ tool: 'delete_repo', result: 'denied' })
  })

  it.each([
    [
      'cannot be decoded',
      '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"echo","arguments":"{}"}}\n',
    ],
    [
      'names two tools',
      '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"delete_repo","Name":"echo"}}\n',
    ],
    [
      'holds a number beyond float64',
      '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"echo","arguments":{"n":1e400}}}\n',
    ],
    [
      'ends its method with U+0000',
      '{"jsonrpc":"2.0","id":"a","method":"tools/call\\u0000","params":{"name":"echo"}}\n',
    ],
    [
      'spells its tool with a sign that some programs take for another',
      '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"\\u212aill"}}\n',
    ],
    [
      'hides its method',
      '{"jsonrpc":"2.0","id":"a","method":"tools/call","METHOD":"ping","params":{"name":"echo"}}\n',
    ],
  ])('that %s is denied, not forwarded', (_, line) => {
    const { send, events } = openSession()
    const { forward, reply } = send(line)
    expect(forward).toBeUndefined()
    expect(reply).toContain(
      '"id":"a","result":{"content":[{"type":"text","text":"[INTERCEPT POLICY DENIED] The call cannot be judged',
    )
    expect(events()[0]).toMatchObject({ result: 'denied', rule: '(undecodable)' })
  })
})

describe('a line', () => {
  it.each([
    ['that is no JSON', 'nonsense\n'],
    ['with a byte order mark', `\ufeff${call('echo')}`],
    ['with text behind the value', `${call('echo').trim()} x\n`],
    ['with a second value', `${call('echo').trim()}${call('delete_repo')}`],
    [
      'with a carriage return that other readers take for its end',
      `{"method":"x","params":\r${call('delete_repo').trim()}\r}\n`,
    ],
  ])('%s is refused with a parse error', (_, line) => {
    const { send } = openSession()
    expect(send(line)).toEqual({
      forward: undefined,
      reply:
        '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"The message is not one JSON value in UTF-8."}}',
    })
  })

  it('in another encoding is refused', () => {
    expect(
      openSession().send(Buffer.from([0x7b, 0x22, 0xc1, 0xb4, 0x22, 0x3a, 0x31, 0x7d, 0x0a])).forward,
    ).toBeUndefined()
  })

  it.each([
    ['blank', ' \r\n'],
    ['with a Windows line end', `${call('echo').trim()}\r\n`],
    ['an answer to the server', '{"jsonrpc":"2.0","id":1e2,"result":{"roots":[]}}\n'],
    ['a cancellation', '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n'],
    [
      'a request with odd numbers',
      '{"jsonrpc":"2.0","id":12345678901234567890,"method":"x","params":{"n":1e400,"m":-0.0}}\n',
    ],
    ['an empty batch', '[]\n'],
  ])('%s passes byte for byte', (_, line) => {
    expect(openSession().send(line)).toEqual({ forward: line, reply: undefined })
  })

  it('of any other method passes byte for byte, whatever it holds', () => {
    const { send } = openSession()
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (params, method) => {
        fc.pre(!method.startsWith('tools/'))
        const line = `${JSON.stringify({ id: 1, method, params })}\n`
        expect(send(line).forward).toBe(Buffer.from(line).toString('latin1'))
      }),
    )
  })
})

describe('a batch', () => {
  it('passes byte for byte when each element may', () => {
    const batch = `[ ${call('echo').trim()} ,${call('limited', { n: 1 }, 2).trim()}]\n`
    expect(openSession().send(batch)).toEqual({ forward: batch, reply: undefined })
  })

  it('loses exactly the elements that are denied', () => {
    const { send, events } = openSession()
    const [good, bad, ping] = [
      call('echo', {}, 1).trim(),
      call('delete_repo', {}, 2).trim(),
      '{"id" : 3,"method":"ping"}',
    ]
    const { forward, reply } = send(`[${bad}, ${good} ,${bad},${ping}]\n`)
    expect(forward).toBe(`[${good} ,${ping}]\n`)
    expect(JSON.parse(reply ?? '')).toHaveLength(2)
    expect(events().map(({ result }) => result)).toEqual(['denied', 'allowed', 'denied'])
    expect(send(`[${bad}]\n`).forward).toBeUndefined()
  })

  it('of more messages than anybody sends is refused as a whole, with one answer and one event', () => {
    const { send, events } = openSession()
    expect(send(`[${'1,'.repeat(1000)}1]\n`)).toEqual({
      reply:
        '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"A batch holds at most 1000 messages."}}',
    })
    expect(events()).toHaveLength(1)
    const most = `[${'{"method":"x"},'.repeat(999)}{"method":"x"}]\n`
    expect(send(most).forward).toBe(most)
  })

  it('does not carry what is no message', () => {
    expect(openSession().send(`[[${call('delete_repo').trim()}]]\n`)).toEqual({
      reply:
        '[{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"The message is not a JSON object."}}]',
    })
  })
})

describe('only observing', () => {
  it('lets everything pass and says what would have been denied', () => {
    const { send, receive, events } = openSession({ observeOnly: true })
    for (const line of [call('delete_repo'), 'nonsense\n', `[${call('secret_tool').trim()}]\n`])
      expect(send(line)).toEqual({ forward: line, reply: undefined })
    send('{"id":5,"method":"tools/list"}\n')
    const list = '{"id":5,"result":{"tools":[{"name":"secret_tool"}]}}\n'
    expect(receive(list)).toBe(list)
    expect(events().slice(0, 3)).toEqual(
      [1, 2, 3].map(() => expect.objectContaining({ result: 'allowed', would_deny: true })),
    )
  })
})
