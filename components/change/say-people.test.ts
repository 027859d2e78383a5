import { expect, it } from 'vitest'
import { sayPeople } from './say-people'

const team = (name: string, others: number, isIn = false) => ({ team: name, others, isIn })

it.each([
  [['@acme/a'], [team('acme/a', 5)], '5 people'],
  [['@acme/a', '@acme/b'], [team('acme/b', 1), team('acme/a', 5)], '5 and 1 person'],
  [
    ['@acme/a', '@acme/b', '@acme/c'],
    [team('acme/a', 5), team('acme/b', 2, true), team('acme/c', 3)],
    '5, 2 and 3 people, without you: drafters cannot approve',
  ],
  [['@ana', '@acme/a'], [team('acme/a', 0, true)], '0 people, without you: drafters cannot approve'],
  [
    ['@acme/a'],
    [team('acme/a', 0, true)],
    'Nobody but you is in it, and drafters cannot approve: somebody else must submit it.',
  ],
  [['@ana'], [team('acme/a', 5)], null],
  [['@acme/a'], [], null],
])('says of %j how many speak for its teams', (owners, teams, says) => {
  expect(sayPeople(owners, teams)).toBe(says)
})
