import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { MAX_EVENT_BYTES } from '@/lib/wire/decision-batch'
import { call, openSession } from './testing/open-session'

describe('what the server sends', () => {
  const LIST = '{"id":5,"jsonrpc":"2.0","method":"tools/list"}\n'
  const tool = (name: string, schema = '{"type":"object"}') =>
    `{"name":"${name}","inputSchema":${schema},"annotations":{"readOnlyHint":true}}`
  const page = (tools: string, more = '') =>
    `{"jsonrpc": "2.0","result":{"_meta":{"a":1.0},"tools":[${tools}]${more}},"id":5}\n`

  it('loses hidden tools and no other byte', () => {
    const { send, receive } = openSession()
    send(LIST)
    expect(receive(page(`${tool('echo')} , ${tool('secret_tool')}, ${tool('pay')}`))).toBe(
      page(`${tool('echo')} , ${tool('pay')}`),
    )
    send(LIST)
    expect(receive(page(tool('secret_tool')))).toBe(page(''))
    send(LIST)
    expect(receive(page(`${tool('echo')} , ${tool('secret_tool')}`))).toBe(page(tool('echo')))
  })

  it.each([
    ['nothing that was asked', []],
    ['the second of two requests with one id', ['{"id":5,"method":"ping"}\n', LIST]],
    ['an id that the server reads in its own way', [LIST.replace('5', '"5"')]],
  ])('loses hidden tools where it answers %s', (_, asked) => {
    const { send, receive } = openSession()
    for (const line of asked) send(line)
    expect(receive(page(`${tool('echo')},${tool('secret_tool')}`))).toBe(page(tool('echo')))
  })

  it.each(['null', '7', '{}'])('loses hidden tools beside a method that is %s', (method) => {
    const { send, receive } = openSession()
    const odd = (tools: string) => page(tools).replace('"result"', `"method":${method},"result"`)
    send(LIST)
    expect(receive(odd(`${tool('echo')},${tool('secret_tool')}`))).toBe(odd(tool('echo')))
  })

  const HIDDEN = '{"name":"secret_tool"}'
  it.each([
    [
      'the first of two results',
      `"result":{"tools":[${HIDDEN}]},"result":{"tools":[]}`,
      '"result":{"tools":[]}',
    ],
    ['the last of two results', `"result":{},"result":{"tools":[${HIDDEN}]}`, '"result":{"tools":[]}'],
    ['the first of two lists', `"result":{"tools":[${HIDDEN}],"tools":[{}]}`, '{"tools":[],"tools":[{}]}'],
    [
      'each of two lists',
      `"result":{"tools":[${HIDDEN}],"x":1,"tools":[${HIDDEN},{}]}`,
      '{"tools":[],"x":1,"tools":[{}]}',
    ],
    ['another case', `"Result":{"TOOLS":[${HIDDEN}]}`, '"Result":{"TOOLS":[]}'],
    [
      'a name that U+0000 ends',
      String.raw`"result\u0000":{"tools":[{"name":"secret_tool\u0000x"}]}`,
      '{"tools":[]}',
    ],
    ['the first of two names', '"result":{"tools":[{"name":"secret_tool","name":"echo"}]}', '{"tools":[]}'],
    ['the name in another case', '"result":{"tools":[{"name":"echo","Name":"secret_tool"}]}', '{"tools":[]}'],
    [
      'a result beside a method',
      `"method":"x","result":{"tools":[${HIDDEN}]}`,
      '"method":"x","result":{"tools":[]}',
    ],
  ])('loses hidden tools for a reader that takes %s', (_, members, rest) => {
    const { send, receive } = openSession()
    send(LIST)
    const shown = receive(`{"jsonrpc":"2.0","id":5,${members}}\n`)
    expect(shown).not.toContain('secret_tool')
    expect(shown).toContain(rest)
  })

  it('is recorded with what any reader finds in it', () => {
    const { send, receive, events } = openSession()
    send(LIST)
    receive(`{"id":5,"result":{"tools":[${tool('echo')}]},"result":{"tools":[${tool('pay')}]}}\n`)
    expect(events()[0]).toMatchObject({ type: 'tools', tools: [{ name: 'echo' }, { name: 'pay' }] })
  })

  it('passes with a tool whose schema is deeper than any stack', () => {
    const { send, receive, events } = openSession()
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    send(LIST)
    expect(receive(page(`${tool('echo', deep)},${tool('secret_tool')}`))).toBe(page(tool('echo', deep)))
    expect(events()[0]).toMatchObject({ type: 'tools', tools: [{ name: 'echo' }, { name: 'secret_tool' }] })
  })

  it('is left alone where it answers something else or nothing', () => {
    const { send, receive } = openSession()
    send('{"id":5,"method":"resources/list"}\n')
    for (const line of [
      'log output\n',
      '{"method":"sampling/createMessage","id":5,"params":{"tools":[]}}\n',
      '[1,2\n',
      '{"id":5,"result":{"resources":[{"name":"secret_tool"}]}}\n',
    ])
      expect(receive(line)).toBe(line)
  })

  it('is recorded when its tools are new or changed, over all pages', () => {
    const { send, receive, events } = openSession()
    const list = (schema?: string) => {
      send(LIST)
      receive(page(tool('echo', schema), ',"nextCursor":"2"'))
      send('{"id":5,"jsonrpc":"2.0","method":"tools/list","params":{"cursor":"2"}}\n')
      receive(page(tool('secret_tool')))
    }
    list()
    list('{ "type" : "object" }')
    list('{"type":"object","properties":{}}')
    expect(events().map(({ type, tools }) => [type, tools])).toEqual([
      [
        'tools',
        [
          expect.objectContaining({ name: 'echo', annotations: { readOnlyHint: true } }),
          expect.objectContaining({ name: 'secret_tool' }),
        ],
      ],
      ['tools', [expect.objectContaining({ name: 'echo' }), expect.anything()]],
    ])
  })

  it('is recorded only when it was read from its first page on: a client may resume in the middle', () => {
    const { send, receive, events } = openSession()
    send('{"id":5,"jsonrpc":"2.0","method":"tools/list","params":{"cursor":"2"}}\n')
    receive(page(tool('secret_tool')))
    expect(events()).toEqual([])
  })

  it('is recorded as far as a line may be long, with what is left out, so that no change hides behind the length', () => {
    const { send, receive, events } = openSession()
    const names = Array.from({ length: 3000 }, (_, index) => `tool-${index}-${'<'.repeat(40)}`)
    const list = (schema?: string) => {
      send(LIST)
      receive(page([...names.map((name) => tool(name)), tool('zz-last', schema)].join()))
    }
    list()
    list('{"type":"object","properties":{}}')
    const [first, second] = events()
    expect(Buffer.byteLength(JSON.stringify(first).replaceAll('<', '123456'))).toBeLessThan(MAX_EVENT_BYTES)
    expect(Number(first?.left_out)).toBeGreaterThan(1000)
    expect(second?.tools).toEqual(first?.tools)
    expect(second?.list).not.toEqual(first?.list)
  })

  it('gives a reservation back only when it is an error', () => {
    const { send, receive } = openSession()
    send(call('pay', {}, 1))
    receive('{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"down"}}\n')
    send(call('pay', {}, 2))
    receive('{"jsonrpc":"2.0","id":2,"result":{"isError":true,"content":[]},"error":null}\n')
    expect(send(call('pay', {}, 3)).forward).toBeDefined()
    // An error to Python alone, and no answer at all to anybody else.
    receive('{"jsonrpc":"2.0","id":3,"error":{"code":-32603,"message":"down","data":NaN}}\n')
    expect(send(call('pay', {}, 4)).reply).toContain('Two a day.')
  })
})

describe('the budget of a call', () => {
  const ERROR = '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no such method"}}\n'

  it('is not given back by the error of another request with its id', () => {
    const { send, receive } = openSession()
    for (let i = 0; i < 2; i++) {
      send(call('pay', {}, 1))
      send('{"jsonrpc":"2.0","id":1,"method":"nonsense"}\n')
      receive(ERROR)
      receive('{"jsonrpc":"2.0","id":1,"result":{"content":[]}}\n')
    }
    expect(send(call('pay', {}, 2)).reply).toContain('Two a day.')
  })

  it.each([
    ['what is no request', '{"jsonrpc":"2.0","id":1}\n'],
    ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":5}\n'],
    ['an answer to nothing', '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}\n'],
    ['an answer with the id as a text', '{"jsonrpc":"2.0","id":"1","error":{"code":1,"message":"x"}}\n'],
    ['a request with two ids', '{"jsonrpc":"2.0","id":1,"ID":2,"method":"nonsense"}\n'],
    ['a request with an id that some servers cut off', '{"jsonrpc":"2.0","id":1.5,"method":"nonsense"}\n'],
    [
      'a cancellation, which some servers answer with an error when the call has done what it does',
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n',
    ],
    [
      'a cancellation in another spelling',
      '{"jsonrpc":"2.0","method":"notifications/cancelled","Params":{"RequestID":"1"}}\n',
    ],
    [
      'a cancellation with an id',
      '{"jsonrpc":"2.0","id":7,"method":"notifications/cancelled","params":{"requestId":1}}\n',
    ],
  ])('is not given back by the error of %s, sent before or after it', (_, other) => {
    const { send, receive } = openSession()
    for (const lines of [
      [other, call('pay', {}, 1)],
      [call('pay', {}, 1), other],
    ]) {
      for (const line of lines) expect(send(line).forward).toBe(line)
      receive(ERROR)
    }
    expect(send(call('pay', {}, 2)).reply).toContain('Two a day.')
  })

  it.each([
    ['two errors', '"id":1,"error":null,"error":{"code":1,"message":"x"}'],
    ['an error in another case', '"id":1,"Error":{"code":1,"message":"x"}'],
    ['an error beside a result', '"id":1,"error":{"code":1,"message":"x"},"result":{"content":[]}'],
    ['two ids', '"id":2,"id":1,"error":{"code":1,"message":"x"}'],
  ])('is not given back by an answer with %s, and is by the like without doubt', (_, members) => {
    const { send, receive } = openSession()
    send(call('pay', {}, 1))
    receive('{"id":1,"error":{"code":1,"message":"x"},"result":null}\n')
    for (let i = 0; i < 2; i++) {
      send(call('pay', {}, 1))
      receive(`{${members}}\n`)
    }
    expect(send(call('pay', {}, 2)).reply).toContain('Two a day.')
  })

  it('is not given back by an error that answers nothing', () => {
    const { send, receive } = openSession()
    for (let i = 0; i < 2; i++) {
      send(call('pay', {}, null))
      receive('{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no request"}}\n')
    }
    expect(send(call('pay', {}, 2)).reply).toContain('Two a day.')
  })

  it.each(['null', '"null"', '0', '""'])(
    'after an id that is null is given back to 1 and not to %s',
    (id) => {
      const { send, receive } = openSession()
      send('{"jsonrpc":"2.0","id":null,"method":"notifications/initialized"}\n')
      for (const used of ['1', '1', '1', id, id]) {
        expect(send(call('pay', {}, JSON.parse(used))).forward).toBeDefined()
        receive(ERROR.replace('"id":1', `"id":${used}`))
      }
      expect(send(call('pay', {}, 2)).reply).toContain('Two a day.')
    },
  )

  it('is not given back to a window by an error of a call of the window before', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-04T23:59:59Z') })
    onTestFinished(() => void vi.useRealTimers())
    const { send, receive } = openSession()
    send(call('pay', {}, 1))
    vi.setSystemTime(new Date('2026-03-05T00:00:01Z'))
    for (const id of [2, 3]) expect(send(call('pay', {}, id)).forward).toBeDefined()
    receive(ERROR)
    expect(send(call('pay', {}, 4)).reply).toContain('Two a day.')
  })

  it('is given back after such doubts about other ids', () => {
    const { send, receive } = openSession()
    send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}\n')
    send('{"jsonrpc":"2.0","id":8,"result":{}}\n')
    for (let i = 0; i < 3; i++) {
      expect(send(call('pay', {}, 1)).forward).toBeDefined()
      receive(ERROR)
    }
  })

  it('is not given back once requests were forgotten, and is before', () => {
    const { send, receive } = openSession()
    send(call('pay', {}, 1))
    receive(ERROR)
    for (let id = 2; id < 10_003; id++) send(`{"id":${id},"method":"slow"}\n`)
    for (let i = 0; i < 2; i++) {
      send(call('pay', {}, 1))
      receive(ERROR)
    }
    expect(send(call('pay', {}, 1)).reply).toContain('Two a day.')
  })
})

it('takes any number of requests with one id without holding up the others for minutes', () => {
  const { session } = openSession()
  const batch = Buffer.from(`[${Array.from({ length: 1000 }, () => '{"id":1,"method":"x"}').join(',')}]`)
  const started = performance.now()
  for (let i = 0; i < 700; i++) expect(session.fromClient(batch, false).forward).toBe(batch)
  // A few seconds at most; ten minutes when each request looks at all those before it.
  expect(performance.now() - started).toBeLessThan(120_000)
  expect(session.open).toBe(10_000)
})

it('answers every open request when the server is gone', () => {
  const { send, receive, session } = openSession()
  send(call('echo', {}, 12345678901234567890n.toString()))
  send('{"jsonrpc":"2.0","id":12345678901234567890,"method":"x"}\n')
  receive('{"jsonrpc":"2.0","id":12345678901234567000,"result":{}}\n')
  expect(session.abandon(-32000, 'gone')).toEqual([
    '{"jsonrpc":"2.0","id":"12345678901234567890","error":{"code":-32000,"message":"gone"}}',
  ])
})
