import { expect, it } from 'vitest'
import { describeText, formWords } from './describe-text'

const say = (text: string) => formWords(describeText(text))

it('names the step of the indentation and the line break that the file has', () => {
  expect(say('tools:\n  # a comment\n  a:\n    rules: []\n')).toBe('YAML, 2 spaces, LF')
  expect(say('tools:\r\n    a:\r\n        rules: []\r\n')).toBe('YAML, 4 spaces, CRLF')
})

it('says when a file mixes them', () => {
  expect(say('tools:\r\n  a:\n')).toBe('YAML, 2 spaces, LF and CRLF')
  expect(say('a:\n  b:\n\tc: 1\n')).toBe('YAML, spaces and tabs, LF')
})

it('claims nothing of a text that does not show it', () => {
  expect(say('version: 1')).toBe('YAML')
})
