import { expect, it } from 'vitest'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { kindGroups, unlistedTools, type OfferedTools } from './kind-groups'

function load(text: string) {
  const parsed = parsePolicy(`version: "1"\n${text}`)
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed.policy
}

const offered = (complete = true): OfferedTools => ({
  tools: [
    { name: 'drop', kind: 'destroys' },
    { name: 'list', kind: 'reads' },
    { name: 'secret', kind: 'unsaid' },
    { name: 'wipe', kind: 'destroys' },
  ],
  complete,
  source: 'of one, seen then',
})
const policy = load('default: deny\nhide: [secret]\ntools: { drop: {}, list: {}, lst: {} }\n')

it('groups a policy by what the server says, and names what it does not offer', () => {
  const groups = (complete: boolean) =>
    kindGroups(describePolicy(policy).tools, offered(complete)).map(({ title, tools }) => [
      title,
      tools.map(({ tool }) => tool).join(' '),
    ])
  expect(groups(true)).toEqual([
    ['Only read', 'list'],
    ['May destroy', 'drop'],
    ['Do not say what they do', 'secret'],
    ['Not offered by the server', 'lst'],
  ])
  expect(groups(false).at(-1)?.[0]).toContain('that is known')
})

it('says what happens to what is offered and named nowhere', () => {
  const answers = (text: string) =>
    unlistedTools(load(text), offered()).map(({ reading: { tool, posture } }) => [tool, posture])
  expect(answers('default: deny\nhide: [secret]\ntools: { drop: {}, list: {} }\n')).toEqual([
    ['wipe', 'denied'],
  ])
  expect(answers('tools: { drop: {}, list: {}, secret: {} }\n')).toEqual([['wipe', 'allowed']])
  expect(answers('hide: ["*"]\n').map(([, posture]) => posture)).toEqual(Array(4).fill('hidden'))
})
