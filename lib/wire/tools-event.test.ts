import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_TOOLS, readToolsEvent } from './tools-event'

const HEX = 'a'.repeat(64)
const digests = { description: `sha256:${HEX}`, input_schema: `sha256:${'b'.repeat(64)}` }
const event = (tools: unknown, more: Record<string, unknown> = {}) => ({
  ts: '2026-11-26T10:00:00.5Z',
  type: 'tools',
  tools,
  ...more,
})

describe('a tools event', () => {
  it('is read with the hints that the protocol knows, and no others', () => {
    const annotations = { readOnlyHint: true, destructiveHint: 'yes', madeUpHint: true }
    const tools = [{ name: 'list', title: 'List', annotations, ...digests }]
    expect(readToolsEvent(event(tools))).toEqual({
      at: Date.UTC(2026, 10, 26, 10) * 1000 + 500_000,
      tools: [
        {
          name: 'list',
          title: 'List',
          hints: { readOnlyHint: true },
          description: HEX,
          inputSchema: 'b'.repeat(64),
        },
      ],
      leftOut: 0,
      whole: null,
    })
  })

  it('says how many tools did not fit, with a digest of all', () => {
    const read = readToolsEvent(event([], { left_out: 3, list: `sha256:${HEX}` }))
    expect(read).toMatchObject({ leftOut: 3, whole: HEX })
  })

  it('counts a name that comes twice as it came last', () => {
    const twice = [
      { name: 'a', ...digests },
      { name: 'a', annotations: { readOnlyHint: true }, ...digests },
    ]
    expect(readToolsEvent(event(twice))?.tools.map(({ hints }) => hints)).toEqual([{ readOnlyHint: true }])
  })

  it.each([
    ['without a time', { ...event([]), ts: 'yesterday' }],
    ['without a list', event({ name: 'a' })],
    ['with an entry that is no tool', event(['a'])],
    ['with an entry that is null', event([null])],
    ['with a name that is a number', event([{ name: 1, ...digests }])],
    ['without a digest', event([{ name: 'a', description: digests.description }])],
    ['with a digest of another kind', event([{ name: 'a', ...digests, input_schema: 'md5:abc' }])],
    ['with annotations that are a list', event([{ name: 'a', ...digests, annotations: [] }])],
    ['with a title that is an object', event([{ name: 'a', ...digests, title: {} }])],
    ['with fewer than no tools left out', event([], { left_out: -1 })],
    ['with too many tools', event(Array.from({ length: MOST_TOOLS + 1 }, () => ({ name: 'a', ...digests })))],
  ])('is refused %s', (_, hostile) => {
    expect(readToolsEvent(hostile)).toBeNull()
  })

  it('never throws, whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('ts', 'tools', 'left_out', 'list'), fc.jsonValue()),
        (any) => {
          expect(() => readToolsEvent(any)).not.toThrow()
        },
      ),
    )
  })
})
