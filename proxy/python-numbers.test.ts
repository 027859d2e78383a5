import { describe, expect, it } from 'vitest'
import { openSession } from './testing/open-session'

describe('an answer with a number that Python writes and reads', () => {
  const LIST = '{"id":5,"jsonrpc":"2.0","method":"tools/list"}\n'
  const tool = (name: string, schema = '{"type":"object"}') => `{"name":"${name}","inputSchema":${schema}}`
  const page = (tools: string) => `{"jsonrpc": "2.0","result":{"tools":[${tools}]},"id":5}\n`

  it.each(['NaN', 'Infinity', '-Infinity'])('loses hidden tools beside %s', (number) => {
    const { send, receive, events } = openSession()
    const schema = `{"default":${number},"title":"a \\"NaN, or Infinity\\\\"}`
    send(LIST)
    expect(receive(page(`${tool('echo', schema)},${tool('secret_tool', schema)}`))).toBe(
      page(tool('echo', schema)),
    )
    expect(events()).toMatchObject([{ type: 'tools', tools: [{ name: 'echo' }, { name: 'secret_tool' }] }])
    // What nobody reads is nobody's list.
    const torn = page(tool('secret_tool', `{"default":${number}`))
    expect(receive(torn)).toBe(torn)
  })

  it('answers nothing for certain with a number of Python: a client that cannot read it hears of the end of the server', () => {
    const { send, receive, session } = openSession()
    send(LIST)
    receive(page(tool('echo', '{"default":NaN}')))
    expect(session.open).toBe(1)
    receive(page(tool('echo')))
    expect(session.open).toBe(0)
  })

  it.each([
    ['a string that never ends', `{"result":{"a":NaN,"b":"${String.raw`\"`.repeat(2_000_000)}`],
    ['a long string', `{"result":{"tools":[{"name":"x","title":"${'y'.repeat(20_000_000)}","a":NaN}]}}`],
    ['a long string of escapes', `{"id":1,"result":{"a":NaN,"b":"${String.raw`\"`.repeat(8_000_000)}"}}`],
  ])('passes as it came, and at once, with %s beside a number of Python', (_, text) => {
    const { receive } = openSession()
    expect(receive(text) === text).toBe(true)
  })
})
