import { describe, expect, it } from 'vitest'
import { attentionItems, type AttentionChange, type AttentionProxy } from './attention'

const at = new Date('2026-03-01T00:00:00Z')

function proxy(name: string, state: AttentionProxy['state'], environment = 'prod'): AttentionProxy {
  const sentence = 'Because.'
  return { name, state, environment, sentence, policyPath: 'p', labels: {}, desiredSince: at, lastSeenAt: at }
}

function change(number: number, more: Partial<AttentionChange> = {}): AttentionChange {
  return { number, title: 't', updatedAt: at, draft: false, failingChecks: [], conflicts: false, ...more }
}

const keys = (...args: Parameters<typeof attentionItems>) => attentionItems(...args).map(({ key }) => key)

describe('what needs a look', () => {
  it('is worst first, drifted proxies before changes that cannot go on', () => {
    const proxies = [
      proxy('late', 'NOT_DELIVERED'),
      proxy('bad', 'REJECTED'),
      proxy('stuck', 'DID_NOT_RELOAD'),
    ]
    expect(keys({ proxies, changes: [change(7, { failingChecks: ['lockstep/policy'] })] })).toEqual([
      'proxy bad',
      'proxy stuck',
      'proxy late',
      'change 7',
    ])
  })

  it('keeps what is owed after an emergency until it is done', () => {
    const owed = { change: 4, title: 't', due: 'Follow-up due in 2 h', since: at }
    expect(keys({ proxies: [proxy('bad', 'REJECTED')], followUps: [owed] })).toEqual([
      'proxy bad',
      'follow-up 4',
    ])
  })

  it('is one thing where many proxies have the same trouble', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => proxy(name, 'OFFLINE'))
    expect(keys({ proxies: [...many, proxy('bad', 'REJECTED')] })).toEqual(['proxy bad', 'state offline'])
    expect(attentionItems({ proxies: many })[0]).toMatchObject({
      title: '5 proxies: offline',
      detail: 'a, b, c and 2 more.',
      href: '/fleet?state=offline',
    })
  })

  it('names servers that changed their tools behind what drifted, with the way to what changed', () => {
    const proxies = [proxy('bad', 'REJECTED'), proxy('calm', 'IN_SYNC')]
    const items = (total: number, names: string[]) =>
      attentionItems({
        proxies,
        changes: [change(7, { conflicts: true })],
        tools: { total, since: at, names },
      })
    expect(items(1, ['calm']).map(({ key }) => key)).toEqual(['proxy bad', 'tools', 'change 7'])
    expect(items(1, ['calm'])[1]).toMatchObject({ title: 'calm: tools changed', href: '/fleet/calm#tools' })
    expect(items(5, ['a', 'b', 'c'])[1]).toMatchObject({
      title: '5 proxies: tools changed',
      detail: 'Servers behind a, b, c and 2 more changed their tools.',
      href: '/fleet?tools=changed',
    })
  })

  it('leaves out what is calm', () => {
    const calm = [
      proxy('a', 'IN_SYNC'),
      proxy('b', 'ROLLING_OUT'),
      proxy('c', 'PINNED'),
      proxy('d', 'NOT_RUNNING'),
    ]
    expect(
      keys({ proxies: calm, changes: [change(1), change(2, { draft: true, conflicts: true })] }),
    ).toEqual([])
  })

  it('counts an offline proxy of production, and none of development', () => {
    expect(keys({ proxies: [proxy('p', 'OFFLINE'), proxy('d', 'OFFLINE', 'dev')] })).toEqual(['proxy p'])
  })
})
