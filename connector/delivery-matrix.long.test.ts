import { expect, it } from 'vitest'
import { playMatrix } from './testing/delivery-matrix'
import { FILE_WAYS } from './testing/file-ways'
import { cellsOf, truthsOf } from './testing/matrix-truths'

it.each(['relay', 'pull', 'git'] as const)(
  'mode %s: the state shown is the truth in each way to change a file, under both programs',
  async (mode) => {
    const cells = cellsOf([mode], Object.keys(FILE_WAYS))
    const matrix = await playMatrix(cells)
    try {
      for (const cell of cells) {
        const truths = truthsOf(cell)
        const { state, note } = await matrix.shown(cell, Object.keys(truths))
        expect({ ...cell, state, note }).toEqual({ ...cell, state, note: truths[state] })
      }
    } finally {
      await matrix.close()
    }
  },
  600_000,
)
