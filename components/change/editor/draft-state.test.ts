import { describe, expect, it } from 'vitest'
import { draftReducer, startState, type DraftAction, type DraftState } from './draft-state'

const file = {
  basePath: 'policies/a.yaml',
  baseBlob: 'b'.repeat(40),
  path: 'policies/a.yaml',
  base: 'version: "1"\n',
  headBlob: null,
  headText: null,
  edits: [],
  text: null,
}
const ABOUT = { title: '', description: '', wishes: { asDraft: false, labels: [], reason: null } }
const KEY = 'git policies/a.yaml'
const deny: DraftAction = {
  kind: 'edit',
  file: KEY,
  edits: [{ op: 'set-default', value: 'deny' }],
  at: 0,
}
const message = (value: string, at: number): DraftAction => ({
  kind: 'edit',
  file: KEY,
  edits: [{ op: 'set-message', tool: 't', rule: 0, named: 'r', value }],
  at,
})
const run = (...actions: DraftAction[]) =>
  actions.reduce(draftReducer, startState({ ...ABOUT, files: [file] }))

describe('the state of a draft', () => {
  it('gathers the edits of the form, and gives each back by undo and redo', () => {
    const edited = run(deny)
    expect(edited.files[0]?.edits).toEqual([{ op: 'set-default', value: 'deny' }])
    const undone = draftReducer(edited, { kind: 'undo' })
    expect(undone.files).toEqual(startState({ ...ABOUT, files: [file] }).files)
    expect(draftReducer(undone, { kind: 'redo' }).files).toEqual(edited.files)
  })

  it('lets the text editor take the place of base and edits, and is as before when the text is the base’s', () => {
    const text = 'version: "1"\nhide: [a]\n'
    const written = run(deny, { kind: 'write', file: KEY, text, at: 9000 })
    expect(written.files[0]).toMatchObject({ edits: [], text })
    const back = draftReducer(written, { kind: 'write', file: KEY, text: file.base, at: 20_000 })
    expect(back.files[0]).toMatchObject({ edits: [], text: null })
  })

  it('keeps what is typed in one go as one edit and one step, and a pause as the end of it', () => {
    const word = run(message('N', 0), message('No', 300))
    expect(word.files[0]?.edits).toEqual([{ op: 'set-message', tool: 't', rule: 0, named: 'r', value: 'No' }])
    expect(word.past).toHaveLength(1)
    const later = draftReducer(word, message('No.', 5000))
    expect(later.files[0]?.edits).toHaveLength(1)
    expect(later.past).toHaveLength(2)
  })

  it('keeps two edits apart that only look alike', () => {
    const other: DraftAction = {
      kind: 'edit',
      file: KEY,
      edits: [{ op: 'set-message', tool: 't', rule: 1, value: 'x' }],
      at: 100,
    }
    const state = run(message('No', 0), other)
    expect(state.files[0]?.edits).toHaveLength(2)
    expect(state.past).toHaveLength(2)
  })

  it('holds several files, moves one, deletes one and drops one, each step undone by itself', () => {
    const added = { ...file, basePath: null, baseBlob: null, path: 'policies/b.yaml', text: '', key: 'new 1' }
    const state = run(
      { kind: 'add-file', added },
      { kind: 'move', file: 'new 1', path: 'policies/c.yaml' },
      { kind: 'move', file: KEY, path: null },
    )
    expect(state.files.map(({ path }) => path)).toEqual([null, 'policies/c.yaml'])
    expect(draftReducer(state, { kind: 'undo' }).files[0]?.path).toBe('policies/a.yaml')
    expect(draftReducer(state, { kind: 'drop-file', file: 'new 1' }).files).toHaveLength(1)
    expect(draftReducer(state, { kind: 'reset', file: KEY }).files[0]?.path).toBe('policies/a.yaml')
  })

  it('takes the tests of a policy along, whether it has them already or not, in one step of undo', () => {
    const tests = { ...file, basePath: 'policies/a.test.yaml', path: 'policies/b.test.yaml', key: 'tests' }
    const state = run({ kind: 'move', file: KEY, path: 'policies/b.yaml', tests })
    const paths = ({ files }: DraftState) => files.map(({ path }) => path)
    expect(paths(state)).toEqual(['policies/b.yaml', 'policies/b.test.yaml'])
    expect(paths(draftReducer(state, { kind: 'undo' }))).toEqual(['policies/a.yaml'])
    const back = { ...tests, path: 'policies/a.test.yaml' }
    const reset = draftReducer(state, { kind: 'reset', file: KEY, tests: back })
    expect(paths(reset)).toEqual(['policies/a.yaml', 'policies/a.test.yaml'])
  })

  it('changes nothing when there is nothing to undo', () => {
    const state = startState({ ...ABOUT, files: [file] })
    expect(draftReducer(state, { kind: 'undo' })).toBe(state)
  })
})
