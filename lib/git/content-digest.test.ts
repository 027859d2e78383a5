import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { blobSha, matchDigest, sha256 } from './content-digest'
import { runGit } from './run-git'
import { scratchRepository } from './scratch-repository'

const BOM = '\ufeff'

describe('blobSha', () => {
  it('is what git calls the same bytes', async () => {
    const repository = await scratchRepository()
    for (const bytes of [Buffer.alloc(0), Buffer.from('a\r\nb'), Buffer.alloc(70_000, 1)]) {
      const args = ['hash-object', '--stdin', '--no-filters']
      const { stdout } = await runGit({ gitDir: repository.gitDir, args, input: bytes })
      expect(blobSha(bytes)).toBe(stdout.toString('utf8').trim())
    }
    await repository.remove()
  })
})

describe('matchDigest', () => {
  it.each([
    ['a\nb\n', 'a\nb\n', 'exact'],
    ['a\r\nb\r\n', 'a\nb\n', 'lf'],
    [`${BOM}a\n`, 'a\n', 'no-bom'],
    [`${BOM}a\r\nb\r\nc\r\n`, 'a\nb\nc\n', 'lf-no-bom'],
    [`${BOM}a\r\nb\r\nc\r\n`, 'a\r\nb\r\nc\r\n', 'no-bom'],
    ['a\rb', 'ab', null],
    ['a\n', 'a', null],
    ['a\nb\n', 'a\r\nb\r\n', null],
  ] as const)('%j on the host against %j in git: %s', (host, git, form) => {
    const [bytes, wanted] = [Buffer.from(host), Buffer.from(git)]
    expect(matchDigest(bytes, blobSha(wanted))).toBe(form)
    expect(matchDigest(bytes, sha256(wanted))).toBe(form)
    expect(matchDigest(bytes, createHash('sha256').update(wanted).digest('hex').toUpperCase())).toBe(form)
  })
})
