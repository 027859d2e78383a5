import { expect, it } from 'vitest'
import { readText } from '../draft-engine'
import { outlineGroups } from './outline-groups'

const TEXT = `version: "1"
hide: [drop_table, old_query]
tools:
  # read
  list_rows:
    rules: []
  get_row:
    rules: []
  # destructive
  drop_table:
    rules: []
  delete_row:
    rules: []
  '*':
    rules: []
`

const reading = readText(TEXT, 'policy')
const groupsOf = (offered: Parameters<typeof outlineGroups>[2]) =>
  outlineGroups(reading.tools, { hide: reading.policy?.hide ?? [] }, offered)

it('groups tools below the comments of the file while no server told what they do', () => {
  expect(groupsOf([])).toEqual([
    { title: 'Read', names: ['list_rows', 'get_row'] },
    { title: 'Destructive', names: ['delete_row'] },
    { title: 'Hidden', names: ['drop_table', 'old_query'] },
  ])
})

it('groups tools by what their servers say, and says which their list does not have', () => {
  expect(
    groupsOf([
      { name: 'delete_row', kind: 'destroys' },
      { name: 'get_row', kind: 'reads' },
    ]),
  ).toEqual([
    { title: 'Read', names: ['get_row'] },
    { title: 'Destructive', names: ['delete_row'] },
    { title: 'Not in the server’s list', names: ['list_rows'] },
    { title: 'Hidden', names: ['drop_table', 'old_query'] },
  ])
})

it('knows the line of every tool, also of one that is only hidden', () => {
  expect([...reading.tools].map(([name, { line }]) => [name, line])).toEqual([
    ['list_rows', 5],
    ['get_row', 7],
    ['drop_table', 10],
    ['delete_row', 12],
    ['*', 14],
    ['old_query', 2],
  ])
})
