import { describe, expect, it } from 'vitest'
import { createDraftSchema } from './create-draft'
import { saveDraftSchema } from './save-draft'

describe('a draft', () => {
  const saved = (title: string) =>
    saveDraftSchema.safeParse({ revision: 0, title, description: '', files: [] }).success
  const made = (file: { path: string; text: string }) =>
    createDraftSchema.safeParse({ files: [file] }).success

  it.each(['a\0b', 'half \uD83D', '\uDE00 half'])('refuses %j, which cannot be kept', (text) => {
    expect(saved(text)).toBe(false)
    expect(made({ path: 'policies/a.yaml', text })).toBe(false)
    expect(made({ path: `policies/${text}.yaml`, text: '' })).toBe(false)
  })

  it.each(['', 'Wärme', 'whole \u{1F600}', 'two\nlines\ttabbed'])('keeps %j', (text) => {
    expect(saved(text)).toBe(true)
    expect(made({ path: 'policies/a.yaml', text })).toBe(true)
  })
})
