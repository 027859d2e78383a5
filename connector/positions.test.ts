import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Positions, type StoredFile } from './positions'

let folder: string
const id = randomUUID()
const recent = () => join(folder, 'positions.recent')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-positions-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function at(acked: number): StoredFile {
  return {
    id,
    dev: '1',
    ino: '2',
    firstLine: 'a'.repeat(64),
    name: 'aaaaaaaa.jsonl',
    instanceId: id,
    nativeId: 'aaaaaaaa',
    acked,
    size: acked,
    segment: { from: 0, sha256: null, blob: null, evidence: 0 },
    before: { segments: [], loads: [] },
    attempted: null,
    running: null,
    lastEventAt: null,
    endedAt: null,
    start: null,
    proof: null,
    sentTo: 0,
    tails: { acked: null, size: null, line: null },
    numbers: { acked: null, size: null },
    follows: null,
    matched: true,
    matchedBy: 'configured',
  }
}

function open(): Positions {
  return new Positions(folder)
}

const acked = () =>
  open()
    .files()
    .map((file) => file.acked)

/** Saved at 100, kept at 200 and then at 300. */
function savedAndKept(): void {
  const positions = open()
  positions.set(at(100))
  positions.save()
  for (const offset of [200, 300]) {
    positions.set(at(offset))
    positions.keep()
  }
}

it('goes on where the process that was killed had come to', () => {
  savedAndKept()
  expect(acked()).toEqual([300])
})

it('prefers what was saved after what was kept', () => {
  savedAndKept()
  const positions = open()
  positions.set(at(400))
  positions.save()
  expect(acked()).toEqual([400])
})

it('names a start anew once the server has answered the one before, and goes on with that one until then', () => {
  const first = open()
  first.save()
  const again = open()
  expect(again).toMatchObject({ boot: first.boot, previousBoot: null, starts: 1 })
  again.noteAnswer()
  const next = open()
  expect(next).toMatchObject({ previousBoot: first.boot, starts: 0 })
  expect(next.boot).not.toBe(first.boot)
  next.save()
  expect(open()).toMatchObject({ boot: next.boot, previousBoot: first.boot, starts: 1 })
})

it('falls back to what was saved when a power cut tore what was kept', () => {
  savedAndKept()
  const whole = readFileSync(recent())
  truncateSync(recent(), 90)
  expect(acked()).toEqual([100])
  const torn = Buffer.from(whole)
  torn.fill(0, 120, 160)
  writeFileSync(recent(), torn)
  expect(acked()).toEqual([100])
  writeFileSync(recent(), whole)
  expect(acked()).toEqual([300])
})

it('goes on after the update from a place that began with the name of the host, and leaves a copy alone', () => {
  savedAndKept()
  const [path, ...places] = [join(folder, 'positions.json'), recent()]
  for (const place of places) rmSync(place)
  const stored = JSON.parse(readFileSync(path, 'utf8')) as { place: string }
  for (const place of [stored.place, `host-1 ${stored.place}`]) {
    writeFileSync(path, JSON.stringify({ ...stored, place }))
    expect(acked()).toEqual([100])
  }
  writeFileSync(path, JSON.stringify({ ...stored, place: stored.place.replace(/\d+$/, '1') }))
  expect([acked(), open().cloned]).toEqual([[], true])
})
