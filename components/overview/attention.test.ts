import { describe, expect, it } from 'vitest'
import { attentionItems, type AttentionChange } from './attention'
import type { AttentionAlarm } from './attention-proxies'

const at = new Date('2026-03-01T00:00:00Z')

/** Proxies in one state, of which at most the first four are read. */
function alarm(state: AttentionAlarm['state'], names: string[], count = names.length): AttentionAlarm {
  const more = { environment: 'prod', sentence: 'Because.', labels: {}, desiredSince: at, lastSeenAt: at }
  const first = names.slice(0, 4).map((name) => Object.assign({ name, state }, more))
  return { state, count, since: at, first }
}
const bad = alarm('REJECTED', ['bad'])

function change(number: number, more: Partial<AttentionChange> = {}): AttentionChange {
  return {
    number,
    title: 't',
    updatedAt: at,
    draft: false,
    failingChecks: [],
    conflicts: false,
    team: 'pay',
    emergency: null,
    ...more,
  }
}

const keys = (...args: Parameters<typeof attentionItems>) => attentionItems(...args).map(({ key }) => key)

describe('what needs a look', () => {
  it('is worst first, drifted proxies before changes that cannot go on', () => {
    const alarms = [bad, alarm('DID_NOT_RELOAD', ['stuck']), alarm('NOT_DELIVERED', ['late'])]
    expect(keys({ alarms, changes: [change(7, { failingChecks: ['lockstep/policy'] })] })).toEqual([
      'proxy bad',
      'proxy stuck',
      'proxy late',
      'change 7',
    ])
  })

  it('begins with an emergency that is not merged, with whom it waits for and what stops it', () => {
    const emergency = change(9, { emergency: 'one of @o/platform or @o/security', failingChecks: ['ci'] })
    expect(keys({ alarms: [bad], changes: [change(7, { conflicts: true }), emergency] })).toEqual([
      'change 9',
      'proxy bad',
      'change 7',
    ])
    expect(attentionItems({ changes: [emergency] })[0]?.detail).toBe(
      'Failing: ci. It waits for one of @o/platform or @o/security.',
    )
    expect(keys({ changes: [change(9, { emergency: '', draft: true })] })).toEqual([])
  })

  it('keeps what is owed after an emergency until it is done', () => {
    const owed = { change: 4, title: 't', due: 'Follow-up due in 2 h', since: at }
    expect(keys({ alarms: [bad], followUps: [owed] })).toEqual(['proxy bad', 'follow-up 4'])
  })

  it('is one thing where many proxies have the same trouble', () => {
    const many = alarm('OFFLINE', ['a', 'b', 'c', 'd', 'e'], 1205)
    expect(keys({ alarms: [bad, many] })).toEqual(['proxy bad', 'state offline'])
    expect(attentionItems({ alarms: [many] })[0]).toMatchObject({
      title: '1,205 proxies: offline',
      detail: 'a, b, c and 1,202 more.',
      href: '/fleet?state=offline&env=prod',
    })
    expect(keys({ alarms: [alarm('OFFLINE', ['a', 'b', 'c', 'd'])] })).toHaveLength(4)
  })

  it('names servers that changed their tools behind what drifted, with the way to what changed', () => {
    const items = (total: number, names: string[]) =>
      attentionItems({
        alarms: [bad],
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
    expect(keys({ changes: [change(1), change(2, { draft: true, conflicts: true })] })).toEqual([])
  })

  it('puts a rule that suddenly denies much behind what drifted, with the way to its denials', () => {
    const spike = {
      rule: 'cap',
      policy: 'payments/stripe.yaml',
      tools: ['create_charge'],
      proxies: ['stripe-1'],
      moreProxies: 0,
      denied: 96,
      usual: 4,
      from: at,
      to: new Date('2026-03-01T01:00:00Z'),
    }
    const items = attentionItems({
      alarms: [bad],
      spikes: [spike],
      changes: [change(7, { conflicts: true })],
    })
    expect(items.map(({ key }) => key)).toEqual(['proxy bad', 'spike payments/stripe.yaml cap', 'change 7'])
    expect(items[1]).toMatchObject({
      title: '96 calls denied by cap, usual is 4',
      team: 'payments',
      href: '/decisions?from=2026-03-01T00%3A00%3A00.000Z&to=2026-03-01T01%3A00%3A00.000Z&result=denied&rule=cap&policy=payments%2Fstripe.yaml',
    })
  })

  it('names a draft only when the branch changed a file of it, behind everything else', () => {
    const draft = (id: string, moved: string[]) => ({ id, title: 'Lower the cap', updatedAt: at, moved })
    const owed = { change: 4, title: 't', due: 'Follow-up due in 2 h', since: at }
    const items = attentionItems({
      followUps: [owed],
      drafts: [draft('1', []), draft('2', ['support/slack.yaml'])],
    })
    expect(items.map(({ key }) => key)).toEqual(['follow-up 4', 'draft 2'])
    expect(items[1]?.detail).toBe('support/slack.yaml changed since you started.')
  })
})
