import { describe, expect, it } from 'vitest'
import { readClientMessage } from './client-message'

function read(text: string) {
  JSON.parse(text)
  return readClientMessage(text, { start: 0, end: text.length })
}

const CALL = '"jsonrpc":"2.0","id":1,"method":"tools/call"'

describe('a call that every reader understands alike', () => {
  it.each([
    ['in the usual form', `{${CALL},"params":{"name":"echo","arguments":{"a":1}}}`, 'echo'],
    ['without arguments', `{${CALL},"params":{"name":"echo"}}`, 'echo'],
    ['with arguments null', `{${CALL},"params":{"name":"echo","arguments":null}}`, 'echo'],
    [
      'with unknown members and _meta',
      `{${CALL},"x":[],"params":{"_meta":{"progressToken":1},"name":"echo","task":{}}}`,
      'echo',
    ],
    [
      'with escapes in keys and values',
      String.raw`{"m\u0065thod":"tools\/call","params":{"n\u0061me":"ech\u006f"}}`,
      'echo',
    ],
    [
      'with arguments that differ in case only',
      `{${CALL},"params":{"name":"echo","arguments":{"path":1,"Path":2}}}`,
      'echo',
    ],
    ['with an empty name', `{${CALL},"params":{"name":""}}`, ''],
  ])('%s', (_, text, tool) => {
    expect(read(text)).toMatchObject({ kind: 'call', tool, text })
  })
})

describe('a call that a reader could understand in another way', () => {
  it.each([
    ['two names', `{${CALL},"params":{"name":"delete_repo","name":"echo"}}`],
    ['a name in another case', `{${CALL},"params":{"name":"delete_repo","Name":"echo"}}`],
    ['only a name in another case', `{${CALL},"params":{"Name":"echo"}}`],
    ['an escaped second name', String.raw`{${CALL},"params":{"name":"delete_repo","n\u0061me":"echo"}}`],
    ['arguments in another case', `{${CALL},"params":{"name":"echo","arguments":{},"ARGUMENTS":{"a":1}}}`],
    ['two arguments', `{${CALL},"params":{"name":"echo","arguments":{},"arguments":{"a":1}}}`],
    ['an argument given twice', `{${CALL},"params":{"name":"echo","arguments":{"path":"a","path":"b"}}}`],
    [
      'an inner argument given twice',
      `{${CALL},"params":{"name":"echo","arguments":{"x":[{"path":"a","path":"b"}]}}}`,
    ],
    ['two params', `{${CALL},"params":{"name":"echo"},"params":{"name":"delete_repo"}}`],
    ['params in another case', `{${CALL},"params":{"name":"echo"},"Params":{"name":"delete_repo"}}`],
    ['a method overruled in another case', `{${CALL},"METHOD":"ping","params":{"name":"echo"}}`],
    ['a method in another case only', `{"id":1,"Method":"tools/call","params":{"name":"echo"}}`],
    ['a method with the long s', `{"id":1,"method":"ping","params":{"name":"echo"},"METHOD":"tools/call"}`],
    [
      'params with the Kelvin sign or long s',
      `{${CALL},"params":{"name":"echo"},"param\u017f":{"name":"x"}}`,
    ],
    [
      'a method given twice, harmless last',
      `{"id":1,"method":"tools/call","method":"ping","params":{"name":"echo"}}`,
    ],
    ['no params', `{${CALL}}`],
    ['params null', `{${CALL},"params":null}`],
    ['params as a list', `{${CALL},"params":["echo"]}`],
    ['params as text', `{${CALL},"params":"{\\"name\\":\\"echo\\"}"}`],
    ['no name', `{${CALL},"params":{}}`],
    ['a name that is null', `{${CALL},"params":{"name":null}}`],
    ['a name that is a list', `{${CALL},"params":{"name":["echo"]}}`],
    ['half of a surrogate pair in the name', String.raw`{${CALL},"params":{"name":"ech\ud800"}}`],
    ['U+0000 in the name', String.raw`{${CALL},"params":{"name":"delete_repo\u0000"}}`],
    [
      'a second name behind U+0000',
      String.raw`{${CALL},"params":{"name\u0000":"delete_repo","name":"echo"}}`,
    ],
    [
      'a second method behind U+0000',
      String.raw`{"id":1,"method\u0000":"tools/call","method":"ping","params":{"name":"echo"}}`,
    ],
    ['arguments as text', `{${CALL},"params":{"name":"echo","arguments":"{}"}}`],
    ['arguments as a list', `{${CALL},"params":{"name":"echo","arguments":[1]}}`],
    ['arguments false', `{${CALL},"params":{"name":"echo","arguments":false}}`],
  ])('%s', (_, text) => {
    expect(read(text)).toMatchObject({ kind: 'undecodable' })
  })
})

describe('anything else', () => {
  it.each([
    ['a request', '{"id":"x","method":"ping"}', 'request'],
    ['a list of tools', '{"id":9007199254740993,"method":"tools/list","params":{"cursor":"a"}}', 'request'],
    ['a notification', '{"method":"notifications/cancelled","params":{"requestId":1}}', 'other'],
    ['an answer', '{"id":1,"result":{"method":"tools/call"}}', 'other'],
    ['a request of another name', '{"id":1,"method":"Tools/Call","params":{"name":"echo"}}', 'request'],
    ['a call inside of data', `{"id":1,"method":"x","params":{${CALL},"params":{"name":"a"}}}`, 'request'],
    ['a list', '[1]', 'invalid'],
    ['a number', '7', 'invalid'],
  ])('%s is no call', (_, text, kind) => {
    expect(read(text).kind).toBe(kind)
  })
})
