import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InstanceState, Placement, ProxyState, SeenRunning } from './proxy-state'
import { LIVE_MS, OFFLINE_MS, RELOAD_MS, resolveStatus } from './resolve-status'
import { FLEET_STATES, fillSentence, fleetState, severity, type FleetStateId } from './states'

const NOW = new Date('2026-11-24T14:30:00Z')
const ago = (ms: number) => new Date(NOW.getTime() - ms)
const MINUTE = 60_000

const WANTED = { sha256: 'a'.repeat(64), blob: 'a'.repeat(40) }
const OLD = { sha256: 'b'.repeat(64), blob: 'b'.repeat(40) }
const BRANCH = { sha256: 'c'.repeat(64), blob: 'c'.repeat(40) }
const LOCAL = { sha256: 'd'.repeat(64), blob: 'd'.repeat(40) }

const PLACES: Record<string, Placement> = {
  [WANTED.blob]: { kind: 'on-ref', introducedBy: `9f0e1d2${'0'.repeat(33)}`, behindBy: 0 },
  [OLD.blob]: { kind: 'on-ref', introducedBy: `41d9e07${'0'.repeat(33)}`, behindBy: 2 },
  [BRANCH.blob]: { kind: 'off-ref', path: null },
  [LOCAL.blob]: { kind: 'in-no-commit' },
}
const place = (blob: string | null): Placement => PLACES[blob ?? ''] ?? { kind: 'unknown' }

type Content = { sha256: string; blob: string }

const runs = (content: Content, evidence: SeenRunning['evidence'] = 3): SeenRunning => ({
  ...content,
  at: ago(20 * MINUTE),
  source: 'events',
  evidence,
  reason: evidence < 3 ? 'it started before the connector' : null,
})

const process = (content: Content, more: Partial<InstanceState> = {}): InstanceState => ({
  id: 'one',
  attempted: null,
  running: runs(content),
  ...more,
})

const failure = (content: Content, error: string) => ({
  ...content,
  at: ago(MINUTE),
  source: 'events',
  result: 'failure' as const,
  error,
})

const lies = (content: Content, age: number) => ({ ...content, at: ago(age), source: 'disk' })

/** In sync, with everything old enough that no allowance excuses a change. */
const proxy = (more: Partial<ProxyState> = {}): ProxyState => ({
  lastSeenAt: ago(8_000),
  desired: {
    kind: 'file',
    ...WANTED,
    commit: `a1b2c3d${'0'.repeat(33)}`,
    ref: 'main',
    path: 'policies/payments/stripe.yaml',
    since: ago(30 * MINUTE),
  },
  delivered: lies(WANTED, 29 * MINUTE),
  refused: null,
  instances: [process(WANTED)],
  lastEndedAt: null,
  lastRunning: runs(WANTED),
  pin: null,
  allowanceMs: 10 * MINUTE,
  tool: 'git-sync',
  ...more,
})

const desiredSince = (age: number): ProxyState['desired'] => {
  const { desired } = proxy()
  return desired.kind === 'unknown' ? desired : { ...desired, since: ago(age) }
}

const removed: ProxyState['desired'] = {
  kind: 'removed',
  commit: `a1b2c3d${'0'.repeat(33)}`,
  ref: 'main',
  path: 'policies/payments/stripe.yaml',
  since: ago(30 * MINUTE),
}

const pin = { commit: `9f0e1d2${'0'.repeat(33)}`, reason: 'INC-2231', until: new Date('2026-12-01') }

const state = (input: ProxyState) => resolveStatus(input, place, NOW).state
const sentence = (input: ProxyState) => resolveStatus(input, place, NOW).sentence

describe('each row, from both sides', () => {
  const rows: [FleetStateId, string, Partial<ProxyState>, FleetStateId][] = [
    ['OFFLINE', 'contact older than 5 min', { lastSeenAt: ago(OFFLINE_MS + 1) }, 'OFFLINE'],
    ['OFFLINE', 'contact exactly 5 min old is stale only', { lastSeenAt: ago(OFFLINE_MS) }, 'IN_SYNC'],
    ['OFFLINE', 'never reported', { lastSeenAt: null }, 'OFFLINE'],
    [
      'OFFLINE',
      'hides every verdict about what it ran',
      { lastSeenAt: ago(OFFLINE_MS + 1), instances: [process(LOCAL)] },
      'OFFLINE',
    ],
    ['NOT_RUNNING', 'no live process', { instances: [] }, 'NOT_RUNNING'],
    [
      'NOT_RUNNING',
      'also when the file is not delivered: nothing enforces it',
      { instances: [], delivered: lies(OLD, 60 * MINUTE) },
      'NOT_RUNNING',
    ],
    ['NOT_RUNNING', 'one live process is enough', { instances: [process(WANTED)] }, 'IN_SYNC'],
    [
      'UNVERIFIED',
      'evidence 2',
      { instances: [process(WANTED, { running: runs(WANTED, 2) })] },
      'UNVERIFIED',
    ],
    ['UNVERIFIED', 'no load seen', { instances: [process(WANTED, { running: null })] }, 'UNVERIFIED'],
    [
      'UNVERIFIED',
      'evidence 3 proves',
      { instances: [process(WANTED, { running: runs(WANTED, 3) })] },
      'IN_SYNC',
    ],
    [
      'UNVERIFIED',
      'evidence 5 proves',
      { instances: [process(WANTED, { running: runs(WANTED, 5) })] },
      'IN_SYNC',
    ],
    [
      'UNVERIFIED',
      'comes before what an unproved digest would suggest',
      { instances: [process(LOCAL, { running: runs(LOCAL, 2) })] },
      'UNVERIFIED',
    ],
    [
      'UNVERIFIED',
      'desired cannot be read',
      { desired: { kind: 'unknown', ref: 'main', path: 'p', reason: 'the mirror is empty' } },
      'UNVERIFIED',
    ],
    [
      'REJECTED',
      'the process refused desired',
      { instances: [process(OLD, { attempted: failure(WANTED, 'version must be "1"') })] },
      'REJECTED',
    ],
    [
      'REJECTED',
      'the connector refused desired',
      {
        instances: [process(OLD)],
        refused: failure(WANTED, 'invalid regex'),
        delivered: lies(OLD, 60 * MINUTE),
      },
      'REJECTED',
    ],
    [
      'REJECTED',
      'a refusal of something else is not one of desired',
      { instances: [process(OLD, { attempted: failure(BRANCH, 'bad') })], refused: failure(OLD, 'bad') },
      'DID_NOT_RELOAD',
    ],
    [
      'REJECTED',
      'a refusal before it ran desired is over',
      { instances: [process(WANTED, { attempted: failure(WANTED, 'bad') })] },
      'IN_SYNC',
    ],
    ['DID_NOT_RELOAD', 'desired on disk, old runs', { instances: [process(OLD)] }, 'DID_NOT_RELOAD'],
    [
      'DID_NOT_RELOAD',
      'not before 5 s have passed',
      { instances: [process(OLD)], desired: desiredSince(MINUTE), delivered: lies(WANTED, RELOAD_MS) },
      'ROLLING_OUT',
    ],
    [
      'DID_NOT_RELOAD',
      'right after 5 s, whatever the allowance',
      { instances: [process(OLD)], desired: desiredSince(MINUTE), delivered: lies(WANTED, RELOAD_MS + 1) },
      'DID_NOT_RELOAD',
    ],
    [
      'EDITED',
      'runs what is in no commit',
      { instances: [process(LOCAL)], delivered: lies(LOCAL, MINUTE) },
      'EDITED',
    ],
    [
      'EDITED',
      'the file on disk is in no commit though desired runs',
      { delivered: lies(LOCAL, MINUTE) },
      'EDITED',
    ],
    [
      'EDITED',
      'not within any allowance',
      { instances: [process(LOCAL)], delivered: lies(LOCAL, 0), desired: desiredSince(0) },
      'EDITED',
    ],
    [
      'EDITED',
      'an old commit is behind, not edited',
      { instances: [process(OLD)], delivered: lies(OLD, MINUTE) },
      'NOT_DELIVERED',
    ],
    [
      'NOT_DELIVERED',
      'beyond the allowance',
      {
        instances: [process(OLD)],
        delivered: lies(OLD, 60 * MINUTE),
        desired: desiredSince(10 * MINUTE + 1),
      },
      'NOT_DELIVERED',
    ],
    ['NOT_DELIVERED', 'no file at all', { instances: [process(OLD)], delivered: null }, 'NOT_DELIVERED'],
    [
      'NOT_DELIVERED',
      'exactly at the allowance it still rolls out',
      { instances: [process(OLD)], delivered: lies(OLD, 60 * MINUTE), desired: desiredSince(10 * MINUTE) },
      'ROLLING_OUT',
    ],
    [
      'NOT_ON_MAIN',
      'runs content of a branch, in its allowance',
      { instances: [process(BRANCH)], delivered: lies(BRANCH, MINUTE), desired: desiredSince(MINUTE) },
      'NOT_ON_MAIN',
    ],
    ['NOT_ON_MAIN', 'runs a removed file', { desired: removed }, 'NOT_ON_MAIN'],
    [
      'NOT_ON_MAIN',
      'a reverted commit is on main',
      { instances: [process(OLD)], delivered: lies(OLD, MINUTE), desired: desiredSince(MINUTE) },
      'ROLLING_OUT',
    ],
    [
      'ROLLING_OUT',
      'desired is younger than the allowance',
      { instances: [process(OLD)], delivered: lies(OLD, 60 * MINUTE), desired: desiredSince(MINUTE) },
      'ROLLING_OUT',
    ],
    [
      'ROLLING_OUT',
      'a late file is given its 5 s',
      { instances: [process(OLD)], delivered: lies(WANTED, 1_000) },
      'ROLLING_OUT',
    ],
    ['ROLLING_OUT', 'not once desired runs', { desired: desiredSince(MINUTE) }, 'IN_SYNC'],
    ['PINNED', 'runs the pinned content', { pin }, 'PINNED'],
    [
      'PINNED',
      'not while it runs something else',
      { pin, instances: [process(OLD)], delivered: lies(OLD, 60 * MINUTE) },
      'NOT_DELIVERED',
    ],
    ['IN_SYNC', 'desired runs, proved', {}, 'IN_SYNC'],
    [
      'IN_SYNC',
      'not without proof',
      { instances: [process(WANTED, { running: runs(WANTED, 2) })] },
      'UNVERIFIED',
    ],
    [
      'IN_SYNC',
      'not unless all live processes run it',
      { instances: [process(WANTED), process(OLD, { id: 'two' })] },
      'DID_NOT_RELOAD',
    ],
  ]

  it.each(rows)('%s: %s', (_row, _what, change, expected) => {
    expect(state(proxy(change))).toBe(expected)
  })

  it('has a positive and a negative case for every state', () => {
    const lacking = FLEET_STATES.filter(({ id }) => {
      const of = rows.filter(([row]) => row === id)
      return (
        of.every(([, , , expected]) => expected === id) || of.every(([, , , expected]) => expected !== id)
      )
    })
    expect(lacking).toEqual([])
  })
})

describe('sentences', () => {
  it('name the commit that brought the content and the tip', () => {
    expect(sentence(proxy())).toBe('Running main@a1b2c3d, content unchanged since 9f0e1d2.')
  })
  it('say how long ago an offline proxy was seen and what it ran', () => {
    expect(sentence(proxy({ lastSeenAt: ago(3 * 3_600_000) }))).toBe('Last known running 9f0e1d2, 3 h ago.')
  })
  it('say since when nothing runs', () => {
    const input = proxy({ instances: [], lastEndedAt: new Date('2026-11-24T14:02:00Z') })
    expect(sentence(input)).toBe('No process since 14:02; the next start will be checked.')
  })
  it('say why it cannot be proved', () => {
    const input = proxy({ instances: [process(WANTED, { running: runs(WANTED, 2) })] })
    expect(sentence(input)).toBe('Cannot prove what it runs: it started before the connector.')
  })
  it('quote the error of a refusal, say who refused and what runs', () => {
    const input = proxy({ instances: [process(OLD)], refused: failure(WANTED, 'line 3: bad.') })
    expect(sentence(input)).toBe(
      'Rejected by the connector, not written: line 3: bad. Still running 41d9e07.',
    )
  })
  it('tell an edited file from an edited process', () => {
    expect(sentence(proxy({ instances: [process(LOCAL)], delivered: lies(LOCAL, 0) }))).toBe(
      'What it runs is in no commit: sha256 dddddddd….',
    )
    expect(sentence(proxy({ delivered: lies(LOCAL, 0) }))).toBe(
      'The file on disk is in no commit: sha256 dddddddd….',
    )
  })
  it('name the tool that did not deliver', () => {
    expect(sentence(proxy({ instances: [process(OLD)], delivered: null }))).toBe('Not delivered by git-sync.')
  })
  it('say that the file was removed, or that the commit is elsewhere', () => {
    expect(sentence(proxy({ desired: removed }))).toBe('Running 9f0e1d2, a file that was removed from main.')
    const input = proxy({
      instances: [process(BRANCH)],
      delivered: lies(BRANCH, 0),
      desired: desiredSince(0),
    })
    expect(sentence(input)).toBe('Running a commit that is not on main.')
  })
  it('give reason and end of a pin', () => {
    expect(sentence(proxy({ pin }))).toBe('Pinned to 9f0e1d2 until 2026-12-01 (INC-2231).')
  })
  it('refuse to be filled without a value', () => {
    expect(() => fillSentence('Running ‹what›.', {})).toThrow('‹what›')
  })
})

describe('liveness', () => {
  it('keeps the state of a stale contact and says that it is stale', () => {
    const verdict = resolveStatus(proxy({ lastSeenAt: ago(LIVE_MS + 1) }), place, NOW)
    expect([verdict.state, verdict.stale]).toEqual(['IN_SYNC', true])
    expect(resolveStatus(proxy({ lastSeenAt: ago(LIVE_MS) }), place, NOW).stale).toBe(false)
  })
  it('counts the instances in the headline state', () => {
    const instances = [process(OLD), process(OLD, { id: 'two' }), process(WANTED, { id: 'three' })]
    const verdict = resolveStatus(proxy({ instances }), place, NOW)
    expect([verdict.count, verdict.instances.length]).toEqual([2, 3])
  })
})

it('never says in sync or pinned unless every live process provably runs the desired content', () => {
  const content = fc.constantFrom(WANTED, OLD, BRANCH, LOCAL)
  const instance = fc.record({
    id: fc.uuid(),
    attempted: fc.option(content.map((value) => failure(value, 'no'))),
    running: fc.option(
      fc.tuple(content, fc.constantFrom(0, 1, 2, 3, 4, 5)).map(([value, level]) => runs(value, level as 0)),
    ),
  })
  const input = fc.record({
    instances: fc.array(instance, { maxLength: 3 }),
    delivered: fc.option(content.map((value) => lies(value, MINUTE))),
    lastSeenAt: fc.option(fc.integer({ min: 0, max: 600_000 }).map(ago)),
    desired: fc.constantFrom(proxy().desired, removed, desiredSince(0)),
    pin: fc.option(fc.constant(pin)),
  })
  fc.assert(
    fc.property(input, (change) => {
      const given = proxy(change)
      const verdict = resolveStatus(given, place, NOW)
      const proved = given.instances.every(
        ({ running }) => running !== null && running.evidence >= 3 && running.sha256 === WANTED.sha256,
      )
      const calm = verdict.state === 'IN_SYNC' || verdict.state === 'PINNED'
      expect(!calm || (proved && given.instances.length > 0)).toBe(true)
      expect(verdict.sentence).not.toMatch(/[‹›]/)
      const worst = Math.min(
        severity(verdict.state),
        ...verdict.instances.map(({ state }) => severity(state)),
      )
      expect(severity(verdict.state)).toBe(worst)
      expect(fleetState(verdict.state).word).not.toBe('')
    }),
  )
})
