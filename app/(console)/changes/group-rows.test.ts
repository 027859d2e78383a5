import { expect, it } from 'vitest'
import type { ChangeRow } from '@/components/change/change-table'
import { groupRows } from './group-rows'

const LATE = { kind: 'counted', total: 2, running: 1, worst: 'NOT_DELIVERED' } as const
const ALL = { kind: 'counted', total: 2, running: 2, worst: null } as const

function row(number: number, more: Partial<ChangeRow> = {}): ChangeRow {
  return {
    key: `#${number}`,
    kind: 'open',
    title: `Change ${number}`,
    number,
    commit: null,
    by: 'ana',
    at: new Date('2026-11-24T14:00:00Z'),
    paths: [],
    approvals: 0,
    asked: [],
    asks: null,
    checks: { passed: 0, failed: [], total: 0 },
    conflicts: false,
    effect: null,
    isEmergency: false,
    ours: true,
    running: null,
    ...more,
  }
}

const merged = { kind: 'merged', commit: 'c' } as const
const emergency = { isEmergency: true }

function grouped(rows: readonly ChangeRow[], most = 50) {
  return groupRows(rows, most).map(({ title, note, rows: shown, total }) => ({
    title,
    note,
    numbers: shown.map(({ number }) => number),
    total,
  }))
}

it('an emergency comes first among what is open and among what rolls out, and the group says so', () => {
  const rows = [
    row(6),
    row(5, emergency),
    row(4, { ...merged, running: LATE }),
    row(3, { ...merged, ...emergency, running: LATE }),
  ]
  expect(grouped(rows)).toEqual([
    { title: 'Open', note: 'emergencies first', numbers: [5, 6], total: 2 },
    { title: 'Rolling out or not finished', note: 'emergencies first', numbers: [3, 4], total: 2 },
  ])
})

it('what is done keeps the order of the list, emergencies too, and is cut off', () => {
  const rows = [
    row(3, { ...merged, running: ALL }),
    row(2, { ...merged, ...emergency, running: ALL }),
    row(1, { kind: 'closed' }),
  ]
  expect(grouped(rows, 2)).toEqual([{ title: 'Done', note: undefined, numbers: [3, 2], total: 3 }])
})

it('a group of nothing but emergencies, or without any, says nothing of an order', () => {
  expect(grouped([row(1, emergency)])).toMatchObject([{ title: 'Open', note: undefined }])
  expect(grouped([row(2), row(1)])).toMatchObject([{ note: undefined, numbers: [2, 1] }])
})
