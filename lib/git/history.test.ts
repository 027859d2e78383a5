import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildHistory, growHistory, isAncestor, mergeBase } from './history'
import type { HistoryIndex } from './history-index'
import { ObjectStore } from './object-store'
import { pathHistory } from './path-history'
import { scratchRepository, type ScratchFile, type ScratchRepository } from './scratch-repository'

let repository: ScratchRepository
const made: ScratchRepository[] = []

beforeEach(async () => {
  repository = await scratchRepository()
  made.push(repository)
})

afterAll(async () => {
  for (const one of made) await one.remove()
})

const stores: ObjectStore[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

/** The repository with a reader of its objects. */
function stored(objects = new ObjectStore(repository.gitDir)) {
  stores.push(objects)
  return { gitDir: repository.gitDir, objects }
}

/** A small pseudo-random sequence, so that a failure can be repeated. */
function sequence(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * below)
  }
}

const PATHS = ['a.yaml', 'dir/b.yaml', 'dir/line\nbreak.yaml', ':100644 odd', '\u0001start']

/** Ordinary commits, reverts, removals, empty commits and merges; returns the ids of the first-parent line. */
async function growRandomly(random: (below: number) => number, commits: number): Promise<string[]> {
  const line: string[] = []
  for (let step = 0; step < commits; step += 1) {
    const files: Record<string, ScratchFile> = {}
    for (const path of PATHS) {
      if (random(3) === 0) files[path] = random(5) === 0 ? null : `content ${random(3)}`
    }
    const tip = line.at(-1)
    if (tip !== undefined && random(5) === 0) {
      await repository.commit({ branch: 'side', from: tip, files: { 'side.yaml': `side ${step}` } })
      const merge = await repository.git('rev-parse', 'refs/heads/side')
      line.push(await repository.commit({ files: { ...files, 'side.yaml': `side ${step}` }, merge }))
    } else {
      line.push(await repository.commit({ files }))
    }
  }
  return line
}

/** path → blob at a commit, as git itself lists it. */
async function treeOf(commit: string): Promise<Map<string, string>> {
  const listed = await repository.git('ls-tree', '-r', '-z', '--full-tree', commit)
  const entries = listed.split('\0').filter((entry) => entry !== '')
  return new Map(entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.slice(12, 52)]))
}

function answersOf(index: HistoryIndex) {
  return Array.from({ length: index.length }, (_, position) => index.lastChangesAt(position))
}

describe('buildHistory', () => {
  it.each([1, 2, 3])('agrees with git about every path at every commit (seed %i)', async (seed) => {
    const line = await growRandomly(sequence(seed), 25)
    const index = await buildHistory(repository.gitDir, line.at(-1) ?? '')
    expect(Array.from({ length: index.length }, (_, position) => index.commitAt(position))).toEqual(line)
    for (const [position, commit] of line.entries()) {
      const actual = await treeOf(commit)
      const indexed = index.lastChangesAt(position)
      expect(new Map(indexed.map(({ path, blob }) => [path, blob]))).toEqual(actual)
      for (const { path, blob, commit: introduced } of indexed) {
        expect((await treeOf(introduced)).get(path)).toBe(blob)
        const holding = index
          .intervalsOf(path, blob)
          .filter(({ from, to }) => from <= position && position <= (to ?? Infinity))
        expect(holding).toHaveLength(1)
      }
    }
  })

  it('counts a merge as one commit with what it brought in', async () => {
    const first = await repository.commit({ files: { 'a.yaml': '1' } })
    await repository.commit({ branch: 'side', from: first, files: { 'b.yaml': 'x' } })
    const side = await repository.commit({ branch: 'side', files: { 'b.yaml': 'y' } })
    const merge = await repository.commit({ files: { 'b.yaml': 'y' }, merge: side })
    const index = await buildHistory(repository.gitDir, merge)
    expect(index.length).toBe(2)
    expect(index.versionsOf('b.yaml')).toMatchObject([{ from: 1, to: null }])
    expect(index.positionOf(side)).toBeNull()
  })

  it('refuses a commit that the mirror does not hold', async () => {
    await repository.commit({ files: { 'a.yaml': '1' } })
    await expect(buildHistory(repository.gitDir, '1'.repeat(40))).rejects.toThrow('does not hold')
  })
})

describe('growHistory', () => {
  it('equals a history built at once, wherever it was cut', async () => {
    const line = await growRandomly(sequence(7), 20)
    const whole = await buildHistory(repository.gitDir, line.at(-1) ?? '')
    let index = await buildHistory(repository.gitDir, line[0] ?? '')
    for (const cut of [3, 4, 11, 19]) {
      const grown = await growHistory(stored(), index, line[cut] ?? '')
      expect(grown.growth.kind).toBe('grown')
      index = grown.index
    }
    expect(answersOf(index)).toEqual(answersOf(whole))
  })

  it('equals it also after a push of more commits than are read one by one, and of directories that nest deep', async () => {
    const line = await growRandomly(sequence(8), 34)
    const deep = { [`${'d/'.repeat(100)}deep.yaml`]: '1' }
    const tip = await repository.commit({ files: deep })
    const whole = await buildHistory(repository.gitDir, tip)
    for (const from of [line[0], line[33]]) {
      const index = await buildHistory(repository.gitDir, from ?? '')
      const grown = await growHistory(stored(), index, tip)
      expect(grown.growth.kind).toBe('grown')
      expect(answersOf(grown.index)).toEqual(answersOf(whole))
    }
  })

  it('grows by a commit that is too large to be read whole', async () => {
    const index = await buildHistory(repository.gitDir, await repository.commit({ files: { 'a.yaml': '1' } }))
    const message = 'x'.repeat(1024 * 1024 + 1)
    const tip = await repository.commit({ files: { 'a.yaml': '2' }, message })
    expect((await growHistory(stored(), index, tip)).growth).toEqual({ kind: 'grown', commits: 1 })
  })

  it('does nothing when the tip is the same', async () => {
    const tip = await repository.commit({ files: { 'a.yaml': '1' } })
    const index = await buildHistory(repository.gitDir, tip)
    expect(await growHistory(stored(), index, tip)).toEqual({ index, growth: { kind: 'same' } })
  })

  it('grows once when asked twice at the same time', async () => {
    const first = await repository.commit({ files: { 'a.yaml': '1' } })
    const second = await repository.commit({ files: { 'a.yaml': '2' } })
    const index = await buildHistory(repository.gitDir, first)
    await Promise.all([growHistory(stored(), index, second), growHistory(stored(), index, second)])
    expect(index.length).toBe(2)
  })

  it('rebuilds after a force-push and says so', async () => {
    const first = await repository.commit({ files: { 'a.yaml': '1' } })
    const dropped = await repository.commit({ files: { 'a.yaml': '2' } })
    const index = await buildHistory(repository.gitDir, dropped)
    const forced = await repository.commit({ from: first, files: { 'a.yaml': '3' } })
    const grown = await growHistory(stored(), index, forced)
    expect(grown.growth).toEqual({ kind: 'rebuilt', forced: true })
    expect(grown.index.positionOf(dropped)).toBeNull()
    expect(grown.index.length).toBe(2)
    expect(index.tip).toBe(dropped)
  })

  it('says forced when a branch was set back', async () => {
    const first = await repository.commit({ files: { 'a.yaml': '1' } })
    const index = await buildHistory(repository.gitDir, await repository.commit({ files: { 'a.yaml': '2' } }))
    expect((await growHistory(stored(), index, first)).growth).toEqual({
      kind: 'rebuilt',
      forced: true,
    })
  })

  it('rebuilds, but not as forced, when the old tip came in as a second parent', async () => {
    const first = await repository.commit({ files: { 'a.yaml': '1' } })
    const old = await repository.commit({ files: { 'a.yaml': '2' } })
    const index = await buildHistory(repository.gitDir, old)
    const side = await repository.commit({ branch: 'side', from: first, files: { 'b.yaml': '1' } })
    const merge = await repository.commit({ from: side, files: { 'a.yaml': '2' }, merge: old })
    const grown = await growHistory(stored(), index, merge)
    expect(grown.growth).toEqual({ kind: 'rebuilt', forced: false })
    expect(grown.index.positionOf(old)).toBeNull()
  })

  it('rebuilds when the old tip is gone from the mirror', async () => {
    const tip = await repository.commit({ files: { 'a.yaml': '1' } })
    const other = await scratchRepository()
    made.push(other)
    const elsewhere = await buildHistory(
      other.gitDir,
      await other.commit({ files: { 'z.yaml': 'z' }, at: 5 }),
    )
    const grown = await growHistory(stored(), elsewhere, tip)
    expect(grown.growth).toEqual({ kind: 'rebuilt', forced: true })
    expect(grown.index.tip).toBe(tip)
  })
})

describe('ancestry', () => {
  it('tells ancestors and the commit where two lines parted', async () => {
    const first = await repository.commit({ files: { 'a.yaml': '1' } })
    const left = await repository.commit({ files: { 'a.yaml': '2' } })
    const right = await repository.commit({ branch: 'side', from: first, files: { 'a.yaml': '3' } })
    const alone = await repository.commit({ branch: 'alone', from: null, files: { 'a.yaml': '4' } })
    expect(await isAncestor(repository.gitDir, first, left)).toBe(true)
    expect(await isAncestor(repository.gitDir, left, first)).toBe(false)
    expect(await isAncestor(repository.gitDir, '1'.repeat(40), first)).toBe(false)
    expect(await mergeBase(repository.gitDir, left, right)).toBe(first)
    expect(await mergeBase(repository.gitDir, left, alone)).toBeNull()
  })

  it('lets nothing but whole ids reach the arguments of git', async () => {
    const tip = await repository.commit({ files: { 'a.yaml': '1' } })
    for (const hostile of ['--output=/tmp/x', 'main', 'HEAD', tip.slice(0, 12), `${tip}^`, '']) {
      await expect(isAncestor(repository.gitDir, hostile, tip)).rejects.toThrow('object id')
      await expect(mergeBase(repository.gitDir, tip, hostile)).rejects.toThrow('object id')
      await expect(buildHistory(repository.gitDir, hostile)).rejects.toThrow('object id')
    }
  })
})

describe('pathHistory', () => {
  it('names the commits that changed a path, newest first, page by page', async () => {
    const first = await repository.commit({ files: { 'a.yaml': '1' }, message: 'One' })
    await repository.commit({ files: { 'b.yaml': '1' }, message: 'Other' })
    await repository.commit({ files: { 'a.yaml': null }, message: 'Gone' })
    const tip = await repository.commit({ files: { 'a.yaml': '1' }, message: 'Back' })
    const objects = new ObjectStore(repository.gitDir)
    const index = await buildHistory(repository.gitDir, tip)
    const shown = async (page: { limit: number; before?: number }) =>
      (await pathHistory(objects, index, 'a.yaml', page)).map(({ commit, position, blob, before }) => [
        commit.message,
        position,
        blob !== null,
        before !== null,
      ])
    expect(await shown({ limit: 2 })).toEqual([
      ['Back', 3, true, false],
      ['Gone', 2, false, true],
    ])
    expect(await shown({ limit: 2, before: 2 })).toEqual([['One', 0, true, false]])
    expect((await pathHistory(objects, index, 'a.yaml', { limit: 9 })).at(-1)?.commit.sha).toBe(first)
    expect(await shown({ limit: 0 })).toEqual([])
    objects.close()
  })
})
