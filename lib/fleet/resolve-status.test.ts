import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ProxyState } from './proxy-state'
import { OFFLINE_MS, RELOAD_MS, resolveStatus } from './resolve-status'
import { FLEET_STATES, fleetState, severity, type FleetStateId } from './states'
import {
  ago,
  BRANCH,
  desiredSince,
  failure,
  lies,
  LOCAL,
  MINUTE,
  NOW,
  OLD,
  pin,
  place,
  process,
  proxy,
  removed,
  runs,
  state,
  WANTED,
} from './testing/proxy-states'

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
    [
      'UNVERIFIED',
      'no process is known, and events cannot be read',
      { instances: [], unread: 'its events in /e cannot be read' },
      'UNVERIFIED',
    ],
    [
      'UNVERIFIED',
      'a process that is proved counts, whatever else cannot be read',
      { instances: [process(WANTED)], unread: 'its events in /e cannot be read' },
      'IN_SYNC',
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
    [
      'REJECTED',
      'the process refused what it read after desired had arrived, whatever that was called',
      { instances: [process(OLD, { attempted: { ...failure(WANTED, 'bad'), sha256: null, blob: null } })] },
      'REJECTED',
    ],
    [
      'REJECTED',
      'desired arrived before, by the clock of its host, though its time was moved further',
      {
        instances: [process(OLD, { attempted: { ...failure(WANTED, 'bad'), sha256: null, blob: null } })],
        delivered: { ...lies(WANTED, MINUTE - 1000), hostAt: ago(MINUTE + 1000) },
      },
      'REJECTED',
    ],
    [
      'REJECTED',
      'what was refused before desired arrived was not desired',
      {
        instances: [process(OLD, { attempted: { ...failure(WANTED, 'bad'), sha256: null, blob: null } })],
        delivered: lies(WANTED, MINUTE),
      },
      'DID_NOT_RELOAD',
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
