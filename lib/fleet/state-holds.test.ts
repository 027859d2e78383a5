import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ProxyState } from './proxy-state'
import { OFFLINE_MS, RELOAD_MS, resolveStatus, stateHolds } from './resolve-status'
import {
  ago,
  BRANCH,
  desiredSince,
  lies,
  LOCAL,
  MINUTE,
  NOW,
  OLD,
  place,
  process,
  proxy,
  removed,
  state,
  WANTED,
} from './testing/proxy-states'

it('holds its state for the whole span that it is said to hold, and the span has the present in it', () => {
  const content = fc.constantFrom(WANTED, OLD, BRANCH, LOCAL)
  // Near to what the rules count by, so that often some of them turn within the same second.
  const age = fc.oneof(
    fc.integer({ min: -2_000, max: 12_000 }),
    fc.integer({ min: OFFLINE_MS - 6_000, max: OFFLINE_MS + 6_000 }),
    fc.integer({ min: 10 * MINUTE - 6_000, max: 10 * MINUTE + 6_000 }),
  )
  const input = fc.record({
    instances: fc.array(
      content.map((value) => process(value)),
      { maxLength: 2 },
    ),
    delivered: fc.option(fc.tuple(content, age).map(([value, ms]) => lies(value, ms))),
    lastSeenAt: fc.option(age.map(ago)),
    desired: fc.oneof(age.map(desiredSince), fc.constant(removed)),
  })
  const later = fc.integer({ min: -10 * MINUTE, max: 20 * MINUTE })
  fc.assert(
    fc.property(input, fc.array(later, { maxLength: 5 }), (change, times) => {
      const given = proxy(change)
      const desiredSince = given.desired.kind === 'unknown' ? NOW : given.desired.since
      const { after, until } = stateHolds({ ...given, desiredSince }, NOW)
      expect(after < NOW.getTime() && NOW.getTime() <= until).toBe(true)
      const instants = [after + 1, until, ...times.map((ms) => NOW.getTime() + ms)]
      for (const instant of instants.filter((one) => Number.isFinite(one) && after < one && one <= until))
        expect(resolveStatus(given, place, new Date(instant)).state).toBe(state(given))
    }),
    { numRuns: 2000 },
  )
})

it('holds no longer than until a contact, a reload or the allowance is over', () => {
  const turnsAt = (change: Partial<ProxyState>, until: Date) => {
    const given = proxy(change)
    const desiredSince = given.desired.kind === 'unknown' ? NOW : given.desired.since
    expect(stateHolds({ ...given, desiredSince }, NOW).until).toBe(until.getTime())
    const [before, then] = [0, 1].map(
      (ms) => resolveStatus(given, place, new Date(until.getTime() + ms)).state,
    )
    expect(then).not.toBe(before)
  }
  turnsAt({ lastSeenAt: ago(8_000) }, ago(8_000 - OFFLINE_MS))
  turnsAt({ instances: [process(OLD)], delivered: lies(WANTED, 2_000) }, ago(2_000 - RELOAD_MS))
  const late = { instances: [process(OLD)], delivered: lies(OLD, MINUTE), desired: desiredSince(8 * MINUTE) }
  turnsAt(late, ago(-2 * MINUTE))
})
