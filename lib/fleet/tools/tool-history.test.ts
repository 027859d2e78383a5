import { describe, expect, it } from 'vitest'
import type { OfferedTool } from '@/lib/wire/tools-event'
import { compareTools } from './compare-tools'
import { toolHistory, type ToolList } from './tool-history'

const tool = (name: string, more: Partial<OfferedTool> = {}): OfferedTool => ({
  name,
  title: null,
  hints: {},
  description: 'a'.repeat(64),
  inputSchema: 'b'.repeat(64),
  ...more,
})

const list = (id: string, first: number, last: number, tools: readonly OfferedTool[] = []): ToolList => ({
  id,
  tools,
  leftOut: 0,
  firstSeenAt: new Date(first * 1000),
  lastSeenAt: new Date(last * 1000),
  acknowledgedAt: null,
  acknowledgedBy: null,
})

describe('from one list to the next', () => {
  it('every kind of change has its words', () => {
    const before = [tool('gone'), tool('same'), tool('pay'), tool('read', { hints: { readOnlyHint: true } })]
    const after = [
      tool('new'),
      tool('same'),
      tool('pay', { description: 'c', inputSchema: 'd', title: 'Pay' }),
      tool('read', { hints: { readOnlyHint: false, destructiveHint: true } }),
    ]
    expect(compareTools({ tools: before, leftOut: 0 }, { tools: after, leftOut: 0 })).toEqual({
      added: ['new'],
      removed: ['gone'],
      changed: [
        { name: 'pay', parts: ['description', 'input schema', 'title'] },
        { name: 'read', parts: ['readOnlyHint: true → false', 'destructiveHint: not said → true'] },
      ],
      unseen: false,
    })
  })
})

describe('the history of a server', () => {
  const ids = (lists: readonly ToolList[]) => {
    const { current, changes } = toolHistory(lists)
    return [current?.id, changes.map((change) => `${change.before.id}→${change.list.id}`)]
  }

  it('has no change while one list is known', () => {
    expect(ids([list('a', 1, 9)])).toEqual(['a', []])
    expect(ids([])).toEqual([undefined, []])
  })

  it('measures each list by the one that was seen last before it came', () => {
    expect(ids([list('c', 5, 5), list('b', 3, 4), list('a', 1, 2)])).toEqual(['c', ['b→c', 'a→b']])
    // a came back before c.
    expect(ids([list('c', 5, 5), list('b', 2, 2), list('a', 1, 4)])).toEqual(['c', ['a→c', 'a→b']])
  })

  it('calls the list current that was seen last, also when it came first', () => {
    expect(ids([list('b', 2, 3), list('a', 1, 8)])).toEqual(['a', ['a→b']])
  })
})
