import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playMatrix, type DeliveryMatrix } from './testing/delivery-matrix'
import { FILE_WAYS } from './testing/file-ways'
import { cellsOf, truthsOf } from './testing/matrix-truths'

/**
 * One of each kind where the connector writes the live file, or carries to it: what it makes of the other ways is tried in
 * delivery-matrix.long.test.ts.
 */
const KINDS = [
  'in place',
  'mv',
  'git pull',
  'ConfigMap ..data swap',
  'ConfigMap subPath mount',
  'git-sync swap, old removed',
  'rsync',
  'rsync --inplace',
  'vim, a mistake first',
  'emptied',
  'removed',
  'image rebuild: new process',
]
/** What a connector that writes the live file itself may find there. */
const FOUND = ['in place', 'mv', 'emptied', 'removed', 'image rebuild: new process']
const CELLS = [
  ...cellsOf(['observe'], Object.keys(FILE_WAYS)),
  ...cellsOf(['relay'], KINDS),
  ...cellsOf(['pull', 'git'], FOUND),
]

let matrix: DeliveryMatrix
beforeAll(async () => {
  matrix = await playMatrix(CELLS)
})
afterAll(() => matrix.close())

describe.each([
  ['observe', 'whatever is done to the live file'],
  ['relay', 'whatever a tool does to the source'],
  ['pull', 'whatever a hand does to the live file before the connector writes it'],
  ['git', 'the same, with what the connector fetched itself'],
])('%s: the state shown is the truth, %s', (mode) => {
  it.each(CELLS.filter((cell) => cell.mode === mode).map((cell) => [cell.engine, cell.way, cell] as const))(
    '%s: %s',
    async (_, __, cell) => {
      const truths = truthsOf(cell)
      const { state, note } = await matrix.shown(cell, Object.keys(truths))
      expect(note).toBe(truths[state])
    },
  )
})
