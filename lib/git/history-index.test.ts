import { describe, expect, it } from 'vitest'
import { HistoryIndex } from './history-index'

const PATH = 'policies/stripe.yaml'
/** A made-up id that shows its letter. */
const id = (letter: string) => letter.repeat(40)

/** An index of one commit per letter: the blob that `PATH` has from there on, `-` for removed, `.` for untouched. */
function indexOf(story: string): HistoryIndex {
  const index = new HistoryIndex()
  index.append(
    [...story].map((letter, position) => ({
      sha: id(String(position)),
      firstParent: null,
      changes:
        letter === '.'
          ? [{ path: 'other.yaml', blob: id(String(position)), mode: '100644' }]
          : [{ path: PATH, blob: letter === '-' ? null : id(letter), mode: '100644' }],
    })),
  )
  return index
}

describe('which commit a content belongs to', () => {
  it('says introduced by, superseded by, for each interval after a revert', () => {
    expect(indexOf('a.b.a.').intervalsOf(PATH, id('a'))).toEqual([
      { from: 0, to: 1, introducedBy: id('0'), supersededBy: id('2') },
      { from: 4, to: null, introducedBy: id('4'), supersededBy: null },
    ])
    expect(indexOf('a.b.a.').intervalsOf(PATH, id('b'))).toEqual([
      { from: 2, to: 3, introducedBy: id('2'), supersededBy: id('4') },
    ])
  })

  it('ends an interval where the file was removed, and begins another where it came back', () => {
    expect(
      indexOf('a.-.a')
        .intervalsOf(PATH, id('a'))
        .map(({ from, to }) => [from, to]),
    ).toEqual([
      [0, 1],
      [4, null],
    ])
  })

  it('does not end an interval at a commit that changed the mode only', () => {
    const index = indexOf('a.')
    index.append([
      { sha: id('x'), firstParent: null, changes: [{ path: PATH, blob: id('a'), mode: '100755' }] },
    ])
    expect(index.intervalsOf(PATH, id('a'))).toEqual([
      { from: 0, to: null, introducedBy: id('0'), supersededBy: null },
    ])
    expect(index.behindBy(PATH, id('a'))).toBe(0)
  })

  it('knows nothing of a content that was never there, or at another path', () => {
    const index = indexOf('ab')
    expect(index.intervalsOf(PATH, id('z'))).toEqual([])
    expect(index.intervalsOf('policies/other.yaml', id('a'))).toEqual([])
    expect(index.findBlob(id('a'))).toEqual([{ path: PATH, intervals: index.intervalsOf(PATH, id('a')) }])
    expect(index.findBlob(id('z'))).toEqual([])
  })
})

describe('how far behind a content is', () => {
  it.each([
    ['a', 'a', 0],
    ['a.....', 'a', 0],
    ['ab', 'a', 1],
    ['a..b..c..', 'a', 2],
    ['a..b..c..', 'b', 1],
    ['aba', 'a', 0],
    ['aba', 'b', 1],
    ['a-', 'a', 1],
    ['a-a', 'a', 0],
    ['ab', 'z', null],
  ])('in %j, %s is behind by %s', (story, letter, count) => {
    expect(indexOf(story).behindBy(PATH, id(letter))).toBe(count)
  })

  it('counts up to a position when asked', () => {
    expect(indexOf('a.b.c').behindBy(PATH, id('a'), 3)).toBe(1)
    expect(indexOf('a.b.c').behindBy(PATH, id('a'), 1)).toBe(0)
    expect(indexOf('a.b.c').behindBy(PATH, id('c'), 3)).toBeNull()
  })
})

describe('what was there at a position', () => {
  it('is the version that began last', () => {
    const index = indexOf('.a.b-.')
    const blobs = Array.from({ length: 6 }, (_, position) => index.versionAt(PATH, position)?.blob ?? null)
    expect(blobs).toEqual([null, id('a'), id('a'), id('b'), null, null])
  })

  it('names the last change of every path that exists, and of none that is gone', () => {
    const index = indexOf('a.b.-')
    expect(index.lastChangesAt(3).map(({ path, commit }) => [path, commit])).toEqual([
      ['other.yaml', id('3')],
      [PATH, id('2')],
    ])
    expect(index.lastChangesAt(4).map(({ path }) => path)).toEqual(['other.yaml'])
  })

  it('finds commits by position and positions by commit', () => {
    const index = indexOf('a.b')
    expect([index.length, index.tip, index.commitAt(1), index.commitAt(9)]).toEqual([
      3,
      id('2'),
      id('1'),
      null,
    ])
    expect([index.positionOf(id('1')), index.positionOf(id('9'))]).toEqual([1, null])
  })
})
