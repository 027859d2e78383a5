import { describe, expect, it } from 'vitest'
import { digestOf } from './digest'
import type { Observation, PathPart } from './observe-file'
import { proveLoad, type LoadSeen } from './prove-load'

const MS = 1_000_000n
/** When the load was told; the host's clock says ten seconds later. */
const LOAD = 1_764_000_000_000n * MS
const content = digestOf(Buffer.from('version: "1"\n'))

const part = (
  path: string,
  kind: PathPart['kind'],
  changedMs: bigint,
  more: Partial<PathPart> = {},
): PathPart => {
  const ctimeNs = LOAD + changedMs * MS
  return { path, kind, dev: 1n, ino: 7n, uid: 0n, ctimeNs, mtimeNs: ctimeNs, size: 13n, ...more }
}
const file = (changedMs: bigint) => part('/etc/proxy/policy.yaml', 'file', changedMs)
const folder = (changedMs: bigint, more: Partial<PathPart> = {}) =>
  part('/etc/proxy', 'directory', changedMs, more)
const seen = (parts: readonly PathPart[], more: Partial<Observation> = {}): Observation => ({
  at: LOAD + 10_000n * MS,
  parts,
  content,
  error: null,
  network: false,
  ...more,
})
const loaded = (more: Partial<LoadSeen> = {}): LoadSeen => ({
  eventAt: LOAD,
  startedAt: null,
  skewMs: null,
  ...more,
})
const OLD = [folder(-60_000n), file(-60_000n)]

describe('evidence 3 for a load', () => {
  it.each<[string, LoadSeen, Observation, Observation | null]>([
    ['the file was as it is long before', loaded(), seen(OLD), null],
    ['the file changed just over the margin before', loaded(), seen([file(-51n)]), null],
    ['the process began after the change', loaded({ startedAt: LOAD - 20n * MS }), seen([file(-60n)]), null],
    ['the clocks are a second apart', loaded({ skewMs: 1_000 }), seen(OLD), null],
    ['the host reads it within its own millisecond', loaded(), seen(OLD, { at: LOAD - MS }), null],
    [
      'an entry was added to a folder that stands below the root',
      loaded(),
      seen([part('/etc', 'directory', 5n), file(-60n)]),
      null,
    ],
    [
      'an entry was added to a folder that was the same one before',
      loaded(),
      seen([folder(5n), file(-60n)]),
      seen([folder(-90n), file(-60n)], { at: LOAD - 80n * MS }),
    ],
  ])('is given when %s', (_, load, now, before) => {
    expect(proveLoad(load, now, before)).toEqual({ evidence: 3, content, reason: null })
  })

  it.each<[string, LoadSeen, Observation, Observation | null, RegExp]>([
    ['the file changed within the margin', loaded(), seen([file(-50n)]), null, /file changed about when/],
    ['the file changed later', loaded(), seen([file(5n)]), null, /file changed after/],
    [
      'the file changed after the process began',
      loaded({ startedAt: LOAD - 100n * MS }),
      seen([file(-60n)]),
      null,
      /file changed about when/,
    ],
    [
      'the file may have changed after the process began, since its time is that of the tick before',
      loaded({ startedAt: LOAD - 100n * MS }),
      seen([file(-110n)]),
      null,
      /file changed about when/,
    ],
    [
      'a link on the way changed',
      loaded(),
      seen([part('/l', 'link', 5n), file(-60n)]),
      null,
      /^\/l, on the way/,
    ],
    [
      'a folder on the way changed and was not known',
      loaded(),
      seen([folder(5n), file(-60n)]),
      null,
      /on the way/,
    ],
    [
      'a folder on the way is another one',
      loaded(),
      seen([folder(5n), file(-60n)]),
      seen([folder(-90n, { ino: 8n })], { at: LOAD - 80n * MS }),
      /on the way/,
    ],
    ['the file lies elsewhere', loaded(), seen(OLD, { network: true }), null, /network/],
    ['the clocks are further apart', loaded({ skewMs: -1_001 }), seen(OLD), null, /apart/],
    [
      'it lies in the future of the host’s clock',
      loaded(),
      seen(OLD, { at: LOAD - 60_000n * MS }),
      null,
      /set back/,
    ],
  ])('is refused when %s', (_, load, now, before, why) => {
    expect(proveLoad(load, now, before)).toEqual({ evidence: 2, content, reason: expect.stringMatching(why) })
  })

  it('is refused, and no content is named, when there is no file to compare', () => {
    const gone = seen([], { content: null, error: 'it does not exist' })
    expect(proveLoad(loaded(), gone, null)).toMatchObject({ evidence: 0, content: null })
  })
})
