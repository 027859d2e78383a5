import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import { applyEdits } from './apply-edits'
import type { Edit } from './edits'
import { applySplices } from './splice'
import { edited } from './testing/edited'
import { everyEdit } from './testing/every-edit'
import { LAYOUTS, type Layout } from './testing/layouts'
import { ownPolicies } from './testing/sample-policies'

const samples = ownPolicies()
const layouts = Object.keys(LAYOUTS).filter((name): name is Layout => name in LAYOUTS)

/** A run of edits, each chosen among those that the policy takes after the ones before. */
function chooseEdits(text: string, choices: readonly number[]): { edits: Edit[]; texts: string[] } {
  const edits: Edit[] = []
  const texts = [text]
  for (const choice of choices) {
    const loaded = parsePolicy(texts.at(-1) ?? '')
    if (!loaded.ok) break
    const trials = everyEdit(loaded.policy, false)
    const edit = trials[choice % trials.length]?.edit
    if (edit === undefined) break
    const result = applyEdits(loaded.document.text, [edit])
    if (result.kind === 'refused') continue
    edits.push(edit)
    texts.push(result.text)
  }
  return { edits, texts }
}

describe('edits', () => {
  it('give the same text together as one by one, and are undone together', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.constantFrom(...layouts),
        fc.array(fc.nat(), { minLength: 2, maxLength: 6 }),
        ({ text }, layout, choices) => {
          const start = LAYOUTS[layout](text)
          const { edits, texts } = chooseEdits(start, choices)
          const result = edited(start, edits)
          expect(result.text).toBe(texts.at(-1))
          expect(applySplices(start, result.splices)).toBe(result.text)
          expect(applySplices(result.text, result.undo)).toBe(start)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('leave no trace when one takes back what the other did', () => {
    const text = samples[0]?.text ?? ''
    const result = applyEdits(text, [
      { op: 'add-tool', tool: 'new_tool' },
      { op: 'rename-tool', tool: 'new_tool', to: 'other_tool' },
      { op: 'remove-tool', tool: 'other_tool' },
    ])
    expect(result).toEqual({ kind: 'edited', text, splices: [], undo: [] })
  })

  it('never throw, whatever the text', () => {
    const edits = everyEdit(
      {
        version: '1',
        description: '',
        default: 'allow',
        hide: ['x'],
        tools: new Map([['a', { name: 'a', rules: [] }]]),
      },
      true,
    ).map(({ edit }) => edit)
    const fragment = fc.constantFrom(
      'tools:',
      ' a:',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      'rules: ',
      '&x ',
      '*x',
      '!!str ',
    )
    fc.assert(
      fc.property(fc.array(fragment), fc.constantFrom(...edits), (parts, edit) => {
        const text = `version: "1"\n${parts.join('')}`
        const result = applyEdits(text, [edit])
        expect(['edited', 'refused']).toContain(result.kind)
      }),
      { numRuns: 500 },
    )
  })
})
