import { expect, it } from 'vitest'
import { movedFiles, submitLabel } from './use-readings'

type Files = Parameters<typeof movedFiles>[0]
type Facts = Parameters<typeof movedFiles>[1]

const NEW = 'policies/payments/stripe.yaml/eu.yaml'

const held = (path: string): Files => [
  {
    key: 'k',
    basePath: null,
    path,
    baseBlob: null,
    base: null,
    headBlob: null,
    headText: null,
    edits: [],
    text: 'a',
  },
]
const facts = (taken: Facts['taken']): Facts => ({ taken, files: [], movers: [] })

it('a file whose folder would take the place of one of the branch waits for a decision that names both', () => {
  const by = 'policies/payments/stripe.yaml'
  const moved = movedFiles(held(NEW), facts([{ path: NEW, by }]))
  expect(moved).toMatchObject([{ key: 'k', path: NEW, by, kind: 'taken' }])
  expect(submitLabel([], moved, false)).toEqual({ label: 'Decide about 1 file to submit', enabled: false })
})

it('a file that was given another path since waits for none', () => {
  expect(movedFiles(held('policies/eu.yaml'), facts([{ path: NEW, by: NEW }]))).toEqual([])
})
