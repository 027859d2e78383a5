import { describe, expect, it } from 'vitest'
import { plainText } from '../policy/describe/sentence'
import { saySettingsChange } from './say-settings-change'

const [ONE, TWO] = ['1a'.repeat(20), '2b'.repeat(20)]

/** Each sentence with its place: `after 3`. */
function said(before: string | null, after: string | null) {
  return saySettingsChange(before, after)?.map(({ sentence, place }) => [
    plainText(sentence),
    place === null ? '' : `${place.file} ${place.line}`,
  ])
}

const pin = (commit: string, until: string, reason: string) =>
  `pins:\n  - { proxy: eu-1, commit: ${commit}, reason: ${reason}, until: ${until} }\n`

describe('what a change of the settings does', () => {
  it.each([
    ['root: rules\n', [['Policies are the files below rules/, no longer those below policies/.', '']]],
    [
      'environments:\n  prod: { ref: release/eu, allowance: 10m }\n',
      [
        ['Proxies in prod follow release/eu, until now the default branch.', 'after 2'],
        ['A rollout in prod may take 10 min before it is drift, until now 2 min.', 'after 2'],
      ],
    ],
    [
      pin(ONE, '2026-12-01', 'INC-1'),
      [['A pin holds eu-1 at 1a1a1a1 until 1 Dec 2026, 00:00 UTC, whatever is merged: INC-1', 'after 2']],
    ],
    [
      "emergency: { reviewers: ['@a/sec', '@b'], followUp: 36h }\n",
      [
        [
          'An emergency can be submitted: @a/sec or @b reviews it, and its follow-up is due after 36 h.',
          'after 1',
        ],
      ],
    ],
    [
      'lint:\n  - { rule: secret, severity: error }\n  - { rule: "*", severity: off, path: /policies/trial/ }\n',
      [
        ['lockstep lint: findings of secret in every policy are told as errors.', 'after 2'],
        ['lockstep lint: all findings in /policies/trial/ are left out.', 'after 3'],
        ['Where several lines of lint match, the last one holds.', ''],
      ],
    ],
    [
      'tests: [{ minCoverage: 80 }]\n',
      [['lockstep test asks for a coverage of 80 % in every policy.', 'after 1']],
    ],
  ])('is said where a file says what the default was: %s', (after, sentences) => {
    expect(said(null, after)).toEqual(sentences)
    expect(said(after, after)).toEqual([])
  })

  it('names what was before, also of what is gone', () => {
    const [first, second] = [pin(ONE, '2026-12-01', 'INC-1'), pin(TWO, '2026-12-24T18:30Z', 'INC-2')]
    expect(said(first, second)).toEqual([
      ['The pin of eu-1 holds it at 2b2b2b2 instead of 1a1a1a1.', 'after 2'],
      ['The pin of eu-1 ends on 24 Dec 2026, 18:30 UTC, before on 1 Dec 2026, 00:00 UTC.', 'after 2'],
      ['The reason for the pin of eu-1 is now: INC-2', 'after 2'],
    ])
    expect(said(first, null)).toEqual([
      ['The pin of eu-1 at 1a1a1a1 is gone: without it, it gets what its environment follows.', 'before 2'],
    ])
    const emergency = (reviewer: string, hours: number) =>
      `emergency: { reviewers: '@${reviewer}', followUp: ${hours}h }\n`
    expect(said(emergency('a', 24), emergency('b', 48))).toEqual([
      ['An emergency is reviewed by @b, before by @a.', 'after 1'],
      ['The follow-up of an emergency is due after 2 d, before after 24 h.', 'after 1'],
    ])
    expect(said(emergency('a', 24), '')).toEqual([
      ['No emergency can be submitted any more: nobody is named who reviews it.', 'before 1'],
    ])
    expect(said('environments: { prod: { allowance: 90s } }\n', '')).toEqual([
      ['A rollout in prod may take 2 min before it is drift, until now 90 s.', 'before 1'],
    ])
    expect(said('tests: [{ minCoverage: 80, path: /a/ }]\n', '')).toEqual([
      ['lockstep test asks for no coverage of its own in /a/ any more.', 'before 1'],
    ])
  })

  it('is nothing where only the text is another one, and another order where that alone may count', () => {
    const [secret, all] = ['{ rule: secret, severity: error }', '{ rule: "*", severity: info }']
    expect(said('root: policies\nenvironments: { prod: {} }\n', '# nothing\n')).toEqual([])
    expect(said(`lint: [${secret}, ${all}]\n`, `lint:\n  - ${secret}\n  - ${all}\n`)).toEqual([])
    expect(said(`lint: [${secret}, ${all}]\n`, `lint: [${all}, ${secret}]\n`)).toEqual([
      ['Lines of lint stand in another order: where several match, the last one holds.', ''],
    ])
  })

  it('is said of the line that holds, and that lines behind one may hold in its stead', () => {
    const [secret, all, large] = [
      '{ rule: secret, severity: error }',
      '{ rule: "*", severity: info }',
      '{ rule: large-file, severity: off }',
    ]
    const moved = 'Lines of lint stand in another order: where several match, the last one holds.'
    const several = 'Where several lines of lint match, the last one holds.'
    const told = (before: string[], after: string[]) =>
      said(`lint: [${before.join()}]\n`, `lint: [${after.join()}]\n`)?.map(([sentence]) => sentence)
    // A line is given again behind one that took what it asks for away.
    expect(told([secret, all], [secret, all, secret])).toEqual([moved])
    expect(told([secret, all, secret], [secret, all])).toEqual([moved])
    expect(told([all, secret], [secret, all, large])).toEqual([
      'lockstep lint: findings of large-file in every policy are left out.',
      moved,
    ])
    expect(told([all], [secret, all])).toEqual([
      'lockstep lint: findings of secret in every policy are told as errors.',
      several,
    ])
    expect(told([all], [all, secret])).toEqual([
      'lockstep lint: findings of secret in every policy are told as errors.',
    ])
  })

  it('is not known where one of the two has a mistake: such a file counts for nothing', () => {
    expect(said('root: policies\n', 'roots: policies\n')).toBeUndefined()
    expect(said('pins: 1\n', 'root: policies\n')).toBeUndefined()
  })

  it('shows no character that could change how the rest reads', () => {
    const sentences = said(null, 'root: "a\u202eb"\n')?.flat().join('')
    expect(sentences).toContain('a\\u202eb')
  })
})
