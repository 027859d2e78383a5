import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { draftText } from '@/lib/policy/edit/draft-text'
import type { Edit } from '@/lib/policy/edit/edits'
import { draftReducer, startState, type EditedFile } from './draft-state'
import { readShape, textOf, tryEdits } from './draft-reader'
import { shapeText } from './shape-text'

const TOOLS = 6
const BASE = `version: "1"
default: deny
tools:
${Array.from({ length: TOOLS }, (_, tool) => `${tool % 2 === 0 ? `  # part ${tool}\n` : ''}  tool_${tool}:\n    rules:\n      # why\n      - name: cap-${tool}\n        on_deny: "Too much."\n`).join('')}`

const words = fc.constantFrom('a', 'a: b', '# c', '"', 'two words', 'ä', 'yes')
const tool = fc.nat(TOOLS).map((number) => `tool_${number}`)
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ op: fc.constant('set-message' as const), tool, rule: fc.nat(1), value: words }),
  fc.record({ op: fc.constant('unset-message' as const), tool, rule: fc.constant(0) }),
  fc.record({ op: fc.constant('rename-rule' as const), tool, rule: fc.constant(0), to: words }),
  fc.record({ op: fc.constant('add-rule' as const), tool, content: fc.record({ name: words }) }),
  fc.record({ op: fc.constant('remove-rule' as const), tool, rule: fc.constant(0) }),
  fc.record({ op: fc.constant('remove-tool' as const), tool }),
  fc.record({ op: fc.constant('rename-tool' as const), tool, to: fc.constantFrom('tool', 'tool_10') }),
  fc.record({ op: fc.constant('add-tool' as const), tool: fc.constant('tool_'), before: tool }),
  fc.record({ op: fc.constant('add-hide' as const), name: words }),
  fc.record({ op: fc.constant('set-description' as const), value: words }),
)

function openFile(): EditedFile {
  const path = 'policies/one.yaml'
  const file = {
    path,
    basePath: path,
    base: BASE,
    baseBlob: 'a',
    headBlob: 'a',
    headText: null,
    edits: [],
    text: null,
  }
  const wishes = { asDraft: false, labels: [], reason: null }
  const [opened] = startState({ files: [file], title: '', description: '', wishes }).files
  if (opened === undefined) throw new Error('a draft of one file has none')
  return opened
}

/** The file as the editor has it after an edit that could be made; null after one that could not. */
function made(file: EditedFile, edit: Edit, at: number): EditedFile | null {
  if (tryEdits(file, [edit]) !== null) return null
  const state = {
    files: [file],
    about: { title: '', description: '', wishes: { asDraft: false, labels: [], reason: null } },
    past: [],
    future: [],
    version: 0,
    typing: null,
  }
  return draftReducer(state, { kind: 'edit', file: file.key, edits: [edit], at }).files[0] ?? null
}

it('what is shown after any edits is what the submission makes of them, and is read as a text is that nobody knew', () => {
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 12 }), (edits) => {
      let file = openFile()
      for (const [at, edit] of edits.entries()) {
        file = made(file, edit, at) ?? file
        const sent = draftText(file, BASE)
        expect(textOf(file)).toEqual({ text: sent.kind === 'text' ? sent.text : null, refusal: null })
        expect(readShape(file, true)).toEqual(shapeText(textOf(file).text, true).shape)
      }
    }),
    { numRuns: 50 },
  )
})

it('a text is read beside any other as it is read alone', () => {
  const lines = BASE.split('\n')
  const some = fc.subarray(lines, { minLength: lines.length - 2 }).map((kept) => kept.join('\n'))
  fc.assert(
    fc.property(some, some, (other, text) => {
      const before = shapeText(other, true).shape
      expect(shapeText(text, true, { before })).toEqual(shapeText(text, true))
    }),
  )
})

it('an edit that does not fit is refused before it is made, and one that fits is not', () => {
  expect(tryEdits(openFile(), [{ op: 'rename-rule', tool: 'tool_9', rule: 0, to: 'x' }])).toMatchObject({
    kind: 'refused',
  })
  expect(tryEdits(openFile(), [{ op: 'rename-rule', tool: 'tool_1', rule: 0, to: 'x' }])).toBeNull()
})

it('what an edit leaves as it was is the same object before and after', () => {
  const first = made(openFile(), { op: 'set-message', tool: 'tool_1', rule: 0, value: 'x' }, 0)
  const second =
    first === null ? null : made(first, { op: 'set-message', tool: 'tool_1', rule: 0, value: 'xy' }, 1)
  if (first === null || second === null) throw new Error('an edit was refused')
  const [before, after] = [readShape(first, true), readShape(second, true)]
  expect(after.policy?.tools.get('tool_2')).toBe(before.policy?.tools.get('tool_2'))
  expect(after.rules.get('tool_2')).toBe(before.rules.get('tool_2'))
  expect(after.tools).toBe(before.tools)
  expect(after.policy?.tools.get('tool_1')).not.toEqual(before.policy?.tools.get('tool_1'))
})

it('more edits than a submission would make are refused while they are typed', () => {
  const long = `${BASE}# ${'x'.repeat(1024 * 1024)}\n`
  const edits = Array.from({ length: 40 }, (_, place): Edit => ({ op: 'add-hide', name: `tool_${place}` }))
  const file = { ...openFile(), base: long, edits }
  expect(draftText(file, long)).toMatchObject({ kind: 'refused', refusal: { code: 'too-many' } })
  expect(textOf(file)).toMatchObject({ text: long, refusal: { code: 'too-many' } })
})
