import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DiffContent } from './diff'
import { diffBlobs } from './diff-blobs'
import { ObjectStore } from './object-store'
import { scratchRepository, type ScratchRepository } from './scratch-repository'

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

async function blob(content: string | Buffer): Promise<string> {
  const commit = await repository.commit({ from: null, files: { a: content } })
  return repository.git('rev-parse', `${commit}:a`)
}

async function diffOf(before: string | Buffer | null, after: string | Buffer | null): Promise<DiffContent> {
  const old = before === null ? null : await blob(before)
  const next = after === null ? null : await blob(after)
  return diffBlobs(repository.gitDir, objects, old, next)
}

/** One line per diff line: kind, old and new number, text. */
function shown(content: DiffContent): string[] {
  if (content.kind !== 'lines') return [content.kind]
  return content.hunks.flatMap((hunk) =>
    hunk.lines.map(
      ({ kind, oldLine, newLine, text }) =>
        `${{ added: '+', removed: '-', context: ' ' }[kind]}${oldLine ?? '.'}/${newLine ?? '.'} ${text}`,
    ),
  )
}

describe('two contents', () => {
  it('are compared with every line, far from a change too', async () => {
    const lines = Array.from({ length: 50 }, (_, at) => `line ${at}`)
    const content = await diffOf(lines.join('\n'), ['first', ...lines].join('\n'))
    expect(content).toMatchObject({ added: 1, removed: 0 })
    expect(shown(content)).toHaveLength(51)
    expect(shown(content)[0]).toBe('+./1 first')
    expect(shown(content)[50]).toBe(' 50/51 line 49')
  })

  it('are compared with nothing on either side', async () => {
    expect(shown(await diffOf(null, 'a\nb\n'))).toEqual(['+./1 a', '+./2 b'])
    expect(shown(await diffOf('a\nb\n', null))).toEqual(['-1/. a', '-2/. b'])
    expect(shown(await diffOf(null, ''))).toEqual([])
  })

  it('have no hunk when they are the same', async () => {
    expect(await diffOf('a\n', 'a\n')).toEqual({ kind: 'lines', hunks: [], added: 0, removed: 0 })
  })

  it('are not compared when one is no text, too large, or not there', async () => {
    expect(await diffOf('a\n', Buffer.from('a\0b\n'))).toEqual({ kind: 'not-text' })
    expect(await diffOf(null, Buffer.from('a\0b\n'))).toEqual({ kind: 'not-text' })
    expect(await diffOf('a\n', 'x'.repeat(512 * 1024 + 1))).toEqual({ kind: 'too-large' })
    expect(await diffBlobs(repository.gitDir, objects, null, 'f'.repeat(40))).toEqual({ kind: 'too-large' })
  })

  it('of names that are no object ids reach no command', async () => {
    await expect(diffBlobs(repository.gitDir, objects, '--output=x', 'f'.repeat(40))).rejects.toThrow(
      'is not a 40-character object id',
    )
  })
})
