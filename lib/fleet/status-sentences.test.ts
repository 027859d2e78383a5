import { describe, expect, it } from 'vitest'
import type { ProxyState } from './proxy-state'
import { LIVE_MS, resolveStatus } from './resolve-status'
import { fillSentence } from './states'
import {
  ago,
  BRANCH,
  desiredSince,
  failure,
  lies,
  LOCAL,
  NOW,
  OLD,
  pin,
  place,
  process,
  proxy,
  removed,
  runs,
  sentence,
  state,
  WANTED,
} from './testing/proxy-states'

describe('sentences', () => {
  it('name the commit that brought the content and the tip', () => {
    expect(sentence(proxy())).toBe('Running main@a1b2c3d, content unchanged since 9f0e1d2.')
  })
  it('say how long ago an offline proxy was seen and what it ran', () => {
    expect(sentence(proxy({ lastSeenAt: ago(3 * 3_600_000) }))).toBe('Last known running 9f0e1d2, 3 h ago.')
  })
  it('call a file on the disk of an offline proxy by that name: it may not be what ran', () => {
    const lastSeenAt = ago(3 * 3_600_000)
    const onDisk = proxy({ lastSeenAt, instances: [process(WANTED, { running: runs(WANTED, 2) })] })
    expect(sentence(onDisk)).toBe('Last known on disk 9f0e1d2, 3 h ago.')
    const ended = proxy({ lastSeenAt, instances: [], lastRunning: runs(OLD, 2) })
    expect(sentence(ended)).toBe('Last known on disk 41d9e07, 3 h ago.')
  })
  it('name of the several processes of an offline proxy the one least known, then the one that stood worst', () => {
    const lastSeenAt = ago(3 * 3_600_000)
    const offline = (...instances: ProxyState['instances']) => sentence(proxy({ lastSeenAt, instances }))
    const weak = process(OLD, { id: 'weak', running: runs(OLD, 2) })
    const local = process(LOCAL, { id: 'local' })
    const blank = process(WANTED, { id: 'blank', running: null })
    const fine = process(WANTED)
    expect(offline(fine, local)).toBe('Last known running sha256 dddddddd…, 3 h ago.')
    expect(offline(fine, local, weak)).toBe('Last known on disk 41d9e07, 3 h ago.')
    expect(offline(fine, weak, blank)).toBe(
      'Last seen 3 h ago; it was not known what each of its 3 processes ran.',
    )
  })
  it('say of a digest that a process states, and whose bytes nobody saw, that the file on the disk is another', () => {
    const stated = { ...runs(LOCAL, 4), sha256: 'e'.repeat(64), blob: null }
    const edited = { delivered: lies(LOCAL, 60_000) }
    const onDisk = 'file on disk is in no commit: sha256 dddddddd…, its lines were not counted.'
    expect(sentence(proxy({ ...edited, instances: [process(WANTED, { running: stated })] }))).toBe(
      `What it runs, sha256 eeeeeeee…, is no version of this file on main, and its bytes were never seen; the ${onDisk}`,
    )
    expect(sentence(proxy({ ...edited, instances: [process(WANTED)] }))).toBe(`The ${onDisk}`)
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
  it('say of what came while the repository could not be fetched that it is not known yet, and of nothing else', () => {
    const silentFor = (ms: number) => ({ since: ago(ms - 1), knownTo: ago(ms) })
    const local = { instances: [process(LOCAL)], delivered: lies(LOCAL, 60_000) }
    expect(sentence(proxy({ ...local, silence: silentFor(21 * 60_000) }))).toBe(
      'Cannot compare what came to it: sha256 dddddddd… is not known here yet, as the repository cannot be fetched since 14:09.',
    )
    expect(sentence(proxy({ ...local, silence: { since: null, knownTo: ago(21 * 60_000) } }))).toBe(
      'Cannot compare what came to it: sha256 dddddddd… is not known here yet, as the repository was not fetched yet since Lockstep started.',
    )
    const onDisk = { delivered: lies(LOCAL, 60_000) }
    expect(state(proxy({ ...onDisk, silence: silentFor(60_001) }))).toBe('UNVERIFIED')
    expect(state(proxy({ ...onDisk, silence: silentFor(60_000) }))).toBe('EDITED')
    expect(state(proxy({ ...local, silence: silentFor(20 * 60_000) }))).toBe('EDITED')
    expect(state(proxy({ silence: silentFor(25 * 60_000) }))).toBe('IN_SYNC')
  })
  it('tell an edited file from an edited process', () => {
    expect(sentence(proxy({ instances: [process(LOCAL)], delivered: lies(LOCAL, 0) }))).toBe(
      'What it runs is in no commit: sha256 dddddddd…, its lines were not counted.',
    )
    expect(sentence(proxy({ delivered: lies(LOCAL, 0) }))).toBe(
      'The file on disk is in no commit: sha256 dddddddd…, its lines were not counted.',
    )
  })
  it('tell the number of lines only where the connector counted it of these bytes, against what is desired now', () => {
    const edited = (from: string, lines: number) =>
      proxy({ instances: [process(LOCAL)], delivered: { ...lies(LOCAL, 0), differs: { from, lines } } })
    expect(sentence(edited(WANTED.sha256, 3))).toBe(
      'What it runs is in no commit: 3 lines differ from main@a1b2c3d.',
    )
    expect(sentence(edited(WANTED.sha256, 1))).toContain(': 1 line differs from main@a1b2c3d.')
    expect(sentence(edited(OLD.sha256, 3))).toContain('its lines were not counted')
    const other = { ...lies(WANTED, 0), differs: { from: WANTED.sha256, lines: 3 } }
    expect(sentence(proxy({ instances: [process(LOCAL)], delivered: other }))).toContain('not counted')
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
    expect(sentence(proxy({ pin }))).toBe('Pinned to 9f0e1d2 until 1 Dec 00:00 (INC-2231).')
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
