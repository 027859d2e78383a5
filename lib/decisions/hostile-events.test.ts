import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchOf } from './testing/open-log'
import { call, openSendingLog, type SendingLog } from './testing/sending-log'

let stage: SendingLog
beforeAll(async () => {
  stage = await openSendingLog()
})
afterAll(() => stage.log.close())

describe('hostile events', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const hostile: Record<string, string> = {
    'NUL and lone surrogates': call({ tool: 'a\0b\ud800c', message: '\udfff', args: { '\0': '\ud800' } }),
    'an escaped backslash before u0000': call({ args: { text: String.raw`\u0000 \\u0000` } }),
    'names as long as a book': call({ tool: 't'.repeat(90_000), rule: 'r'.repeat(90_000), result: 'denied' }),
    'nesting beyond the stack': call().replace('}', `,"args":${deep}}`),
    'a member called __proto__': call().replace('}', ',"__proto__":{"tool":"evil"}}'),
    'numbers outside any range': call().replace('}', ',"a":1e400,"b":123456789012345678901234567890}'),
    'a million keys': call({ arg_keys: Array.from({ length: 20_000 }, (_, index) => `k${index}`) }),
    'other types everywhere': call({
      tool: [1],
      rule: {},
      message: 7,
      args_hash: 3,
      arg_keys: 'x',
      policy: null,
    }),
    'markup and SQL': call({ tool: `<img src=x onerror=alert(1)>'; DROP TABLE decision; --` }),
  }

  it.each(Object.keys(hostile))('takes %s beside its neighbours', async (name) => {
    const fileId = randomUUID()
    const { answer, stored } = await stage.send(
      batchOf({ fileId, lines: [call(), hostile[name] ?? '', call()] }),
    )
    expect([answer.rejected, stored]).toEqual([[], 3])
    expect(await stage.rowsOf(fileId)).toHaveLength(3)
  })

  it('keeps NUL visible', async () => {
    const fileId = randomUUID()
    await stage.send(batchOf({ fileId, lines: [call({ tool: 'a\0b' })] }))
    expect(await stage.rowsOf(fileId)).toMatchObject([{ tool: String.raw`a\u0000b` }])
  })
})
