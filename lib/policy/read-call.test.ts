import { describe, expect, it } from 'vitest'
import { readCall } from './read-call'

function read(params: string): unknown {
  const line = readCall(`{"method":"tools/call","params":${params}}`)
  return line.kind === 'evaluated' ? line.call : line.kind
}

describe('readCall, beside the recorded vectors', () => {
  it('merges twin arguments key by key, and null starts anew', () => {
    expect(read('{"name":"t","arguments":{"a":1,"b":1},"Arguments":{"b":2}}')).toEqual({
      tool: 't',
      args: { a: 1, b: 2 },
    })
    expect(read('{"name":"t","arguments":{"a":1},"arguments":null,"arguments":{"c":3}}')).toEqual({
      tool: 't',
      args: { c: 3 },
    })
  })

  it('leaves a call unparsed for a number out of range, even where a twin replaces it', () => {
    expect(read('{"name":"t","arguments":{"a":1e400,"a":1}}')).toBe('unparsed')
    expect(read('{"name":"t","arguments":{"a":"1e400","b":1e-400}}')).toEqual({
      tool: 't',
      args: { a: '1e400', b: 0 },
    })
    expect(read('{"name":"t","x":1e400,"arguments":{}}')).toEqual({ tool: 't', args: {} })
  })

  it('keeps __proto__ a member like any other', () => {
    const line = readCall('{"method":"tools/call","params":{"name":"t","arguments":{"__proto__":{"a":1}}}}')
    expect(line.kind === 'evaluated' && Object.keys(line.call.args)).toEqual(['__proto__'])
  })

  it('reads bytes: bad ones become U+FFFD in values and stay themselves in the id', () => {
    const text = '{"id":"?","method":"tools/call","params":{"name":"?"}}'
    const bytes = new TextEncoder().encode(text).map((byte) => (byte === 0x3f ? 0xff : byte))
    expect(readCall(bytes)).toMatchObject({
      kind: 'evaluated',
      requestId: '"\udcff"',
      call: { tool: '\ufffd', args: {} },
    })
  })

  it('tells a request without parameters from one with null', () => {
    expect(readCall('{"method":"tools/call"}')).toEqual({ kind: 'unparsed' })
    expect(readCall('{"method":"tools/call","params":null}')).toMatchObject({
      kind: 'evaluated',
      call: { tool: '', args: {} },
    })
    expect(readCall('null')).toEqual({ kind: 'other', method: '' })
  })
})
