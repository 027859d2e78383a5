import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { expect, it } from 'vitest'
import { completePolicy } from './yaml-completion'

/** What is offered at the end of a text. */
function offered(text: string): string[] {
  const context = new CompletionContext(EditorState.create({ doc: text }), text.length, false)
  const found = completePolicy(context, { tools: [], seen: [], offered: [] })
  return found?.options.map(({ label }) => label) ?? []
}

it('offers what may stand there, and nothing in a comment', () => {
  expect(offered('tools:\n  create_refund:\n    ru')).toContain('rules')
  expect(offered('tools:\n  create_refund:\n    # ru')).toEqual([])
  expect(offered('default: de')).toContain('deny')
  expect(offered('default: "#" de')).toContain('deny')
  expect(offered('default: de # de')).toEqual([])
})
