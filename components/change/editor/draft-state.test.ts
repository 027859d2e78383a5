import { describe, expect, it } from 'vitest'
import { draftReducer, startState } from './draft-state'

const file = {
  basePath: 'policies/a.yaml',
  baseBlob: 'b'.repeat(40),
  path: 'policies/a.yaml',
  base: 'version: "1"\n',
  headBlob: null,
  edits: [],
  text: null,
}
const deny = { kind: 'edit', file: 0, edit: { op: 'set-default', value: 'deny' } } as const

describe('the state of a draft', () => {
  it('gathers the edits of the form, and gives each back by undo and redo', () => {
    const edited = draftReducer(startState([file]), deny)
    expect(edited.files[0]?.edits).toEqual([deny.edit])
    const undone = draftReducer(edited, { kind: 'undo' })
    expect(undone.files).toEqual([file])
    expect(draftReducer(undone, { kind: 'redo' }).files).toEqual(edited.files)
  })

  it('lets the text editor take the place of base and edits, and is as before when the text is the base’s', () => {
    const edited = draftReducer(startState([file]), deny)
    const written = draftReducer(edited, { kind: 'write', file: 0, text: 'version: "1"\nhide: [a]\n' })
    expect(written.files[0]).toMatchObject({ edits: [], text: 'version: "1"\nhide: [a]\n' })
    expect(draftReducer(written, { kind: 'write', file: 0, text: file.base }).files[0]).toMatchObject({
      edits: [],
      text: null,
    })
  })

  it('changes nothing when there is nothing to undo', () => {
    const state = startState([file])
    expect(draftReducer(state, { kind: 'undo' })).toBe(state)
  })
})
