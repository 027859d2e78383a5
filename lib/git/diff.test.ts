import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diffCommits, type FileDiff } from './diff'
import { ObjectStore } from './object-store'
import { scratchRepository, type ScratchFile, type ScratchRepository } from './scratch-repository'

let repository: ScratchRepository
let objects: ObjectStore

beforeAll(async () => {
  repository = await scratchRepository()
  objects = new ObjectStore(repository.gitDir)
})

afterAll(async () => {
  objects.close()
  await repository.remove()
})

/** The diff between two states of some files. */
async function diffOf(
  before: Record<string, ScratchFile>,
  after: Record<string, ScratchFile>,
  options: Parameters<typeof diffCommits>[4] = {},
): Promise<FileDiff[]> {
  const old = await repository.commit({ from: null, files: { 'unrelated.md': 'same', ...before } })
  const tip = await repository.commit({ files: after })
  return diffCommits(repository.gitDir, objects, old, tip, options)
}

/** One line per diff line: kind, old and new number, text. */
function shown(diff: FileDiff | undefined): string[] {
  if (diff?.content.kind !== 'lines') return [diff?.content.kind ?? 'none']
  return diff.content.hunks.flatMap((hunk) =>
    hunk.lines.map(
      ({ kind, oldLine, newLine, text, noNewline }) =>
        `${{ added: '+', removed: '-', context: ' ' }[kind]}${oldLine ?? '.'}/${newLine ?? '.'} ${text}${noNewline ? '⏎' : ''}`,
    ),
  )
}

/** Rebuilds the new text from the old one and the hunks: a diff must be exactly that. */
function apply(old: string, diff: FileDiff): string {
  if (diff.content.kind !== 'lines') throw new Error('no lines')
  const source = old.split('\n')
  const result: string[] = []
  let at = 0
  for (const hunk of diff.content.hunks) {
    const start = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1
    result.push(...source.slice(at, start))
    result.push(...hunk.lines.filter((line) => line.kind !== 'removed').map((line) => line.text))
    at = start + hunk.oldCount
  }
  return [...result, ...source.slice(at)].join('\n')
}

describe('what changed between two commits', () => {
  it('gives the lines with their numbers on both sides', async () => {
    const [diff, ...others] = await diffOf({ 'a.yaml': 'a\nb\nc\n' }, { 'a.yaml': 'a\nB\nc\nd\n' })
    expect(others).toEqual([])
    expect(diff).toMatchObject({ path: 'a.yaml', status: 'modified', content: { added: 2, removed: 1 } })
    expect(shown(diff)).toEqual([' 1/1 a', '-2/. b', '+./2 B', ' 3/3 c', '+./4 d'])
  })

  it('lists added and removed files, and a rename as both', async () => {
    const diffs = await diffOf({ 'old.yaml': 'x\n' }, { 'old.yaml': null, 'new.yaml': 'x\n' })
    expect(diffs.map((diff) => [diff.path, diff.status, shown(diff)])).toEqual([
      ['new.yaml', 'added', ['+./1 x']],
      ['old.yaml', 'removed', ['-1/. x']],
    ])
  })

  it('says where a file ends without a line break', async () => {
    const [diff] = await diffOf({ 'a.yaml': 'a\nb' }, { 'a.yaml': 'a\nb\n' })
    expect(shown(diff)).toEqual([' 1/1 a', '-2/. b⏎', '+./2 b'])
  })

  it('keeps carriage returns and several hunks apart', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}\r`)
    const [diff] = await diffOf(
      { 'a.yaml': lines.join('\n') },
      { 'a.yaml': lines.with(2, 'two\r').with(35, 'later\r').join('\n') },
    )
    expect(diff?.content).toMatchObject({ hunks: [{ oldStart: 1 }, { oldStart: 33 }] })
    expect(shown(diff)).toContain('+./3 two\r')
  })

  it('compares with nothing for a first commit', async () => {
    const tip = await repository.commit({ from: null, files: { 'a.yaml': 'a\n' } })
    const diffs = await diffCommits(repository.gitDir, objects, null, tip)
    expect(diffs).toMatchObject([{ path: 'a.yaml', status: 'added', before: null }])
  })

  it('can be asked about one path only, literally', async () => {
    const after = { 'a.yaml': '2', '*.yaml': '2', 'dir/b.yaml': '2' }
    const paths = async (path: string) =>
      (await diffOf({ 'a.yaml': '1' }, after, { path })).map((diff) => diff.path)
    expect(await paths('*.yaml')).toEqual(['*.yaml'])
    expect(await paths('dir')).toEqual(['dir/b.yaml'])
    expect(await paths(':(top)a.yaml')).toEqual([])
  })

  it.each([1, 2, 3, 4, 5])('is exactly the difference, for random texts (seed %i)', async (seed) => {
    let state = seed
    const next = (below: number) => {
      state = (state * 1103515245 + 12345) % 2147483648
      return state % below
    }
    const text = () =>
      Array.from({ length: 1 + next(60) }, () => `@@ -${next(4)} +- ${next(3)}`).join('\n') + '\n'
    const files = Array.from({ length: 10 }, (_, index) => ({
      path: `${index}.yaml`,
      old: text(),
      new: text(),
    }))
    const diffs = await diffOf(
      Object.fromEntries(files.map((file) => [file.path, file.old])),
      Object.fromEntries(files.map((file) => [file.path, file.new])),
    )
    for (const diff of diffs) {
      const file = files.find(({ path }) => path === diff.path)
      expect(apply(file?.old ?? '', diff)).toBe(file?.new)
    }
  })
})

describe('hostile content', () => {
  it('never takes a line for a header', async () => {
    const trap = [
      'diff --git a/x b/x',
      `index ${'1'.repeat(40)}..${'2'.repeat(40)} 100644`,
      '@@ -1 +1 @@',
      '--- a',
      '+++ b',
      '\\ No newline at end of file',
      '',
    ]
    const diffs = await diffOf({ 'a.yaml': 'a\n' }, { 'a.yaml': trap.join('\n'), 'b.yaml': 'b\n' })
    expect(diffs.map((diff) => diff.path)).toEqual(['a.yaml', 'b.yaml'])
    expect(shown(diffs[0])).toEqual([
      '-1/. a',
      ...trap.slice(0, -1).map((text, index) => `+./${index + 1} ${text}`),
    ])
    expect(shown(diffs[1])).toEqual(['+./1 b'])
  })

  it('gives each oddly named file its own lines', async () => {
    const names = ['--output=x', 'line\nbreak.yaml', 'quote".yaml', 'ü\u202e.yaml', 'a b/c.yaml']
    const diffs = await diffOf(
      {},
      Object.fromEntries(names.map((name) => [name, `${JSON.stringify(name)}\n`])),
    )
    expect(new Map(diffs.map((diff) => [diff.path, shown(diff)]))).toEqual(
      new Map(names.map((name) => [name, [`+./1 ${JSON.stringify(name)}`]])),
    )
  })

  it('lets no attribute in the repository hide lines', async () => {
    const attributes = '*.yaml -diff binary\n'
    const [diff] = await diffOf({ '.gitattributes': attributes, 'a.yaml': 'a\n' }, { 'a.yaml': 'b\n' })
    expect(shown(diff)).toEqual(['-1/. a', '+./1 b'])
  })

  it('lists a file above the limit without its lines, and one at the limit with them', async () => {
    const options = { maxFileBytes: 100 }
    const diffs = await diffOf(
      {},
      { 'a.yaml': `${'x'.repeat(99)}\n`, 'b.yaml': `${'x'.repeat(100)}\n` },
      options,
    )
    expect(diffs.map((diff) => diff.content.kind)).toEqual(['lines', 'too-large'])
    const few = await diffOf({}, { 'a.yaml': 'a', 'b.yaml': 'b' }, { maxFiles: 1 })
    expect(few.map((diff) => diff.content.kind)).toEqual(['lines', 'too-large'])
  })

  it('shows no lines of bytes, symlinks and submodules', async () => {
    const diffs = await diffOf(
      { link: 'was a file\n' },
      {
        'a.bin': Buffer.from([1, 0, 2]),
        link: { mode: '120000', content: '/etc/passwd' },
        module: { mode: '160000', content: '1'.repeat(40) },
        'run.sh': { mode: '100755', content: 'echo\n' },
      },
    )
    expect(diffs.map((diff) => [diff.path, diff.status, diff.content.kind])).toEqual([
      ['a.bin', 'added', 'not-text'],
      ['link', 'type-changed', 'not-text'],
      ['module', 'added', 'not-text'],
      ['run.sh', 'added', 'lines'],
    ])
  })

  it('lists a change of the mode alone without lines', async () => {
    const [diff] = await diffOf({ 'run.sh': 'echo\n' }, { 'run.sh': { mode: '100755', content: 'echo\n' } })
    expect(diff).toMatchObject({ status: 'modified', content: { kind: 'lines', hunks: [] } })
  })
})
