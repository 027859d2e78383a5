import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ObjectStore } from '@/lib/git/object-store'
import { scratchRepository, type ScratchRepository } from '@/lib/git/scratch-repository'
import { compareVersions, VERSION_BOUNDS, type VersionsMeaning } from './compare-versions'

const FILE = 'policies/pay.yaml'

interface Parts {
  readonly currencies: readonly string[]
  readonly hide?: readonly string[]
  readonly limit?: string
}

/** A policy of one tool with a list of currencies; and another one that may be hidden. */
function policy({ currencies, hide = [], limit }: Parts): string {
  const lines = [
    'version: "1"',
    'default: deny',
    ...(hide.length > 0 ? [`hide: [${hide.join(', ')}]`] : []),
    'tools:',
    '  pay:',
    '    rules:',
    `      - {name: currency, conditions: [{path: args.currency, op: in, value: [${currencies.join(', ')}]}]}`,
    ...(limit === undefined ? [] : [`      - {name: rate, rate_limit: ${limit}}`]),
    '  read: {rules: []}',
    '  drop: {rules: []}',
  ]
  return `${lines.join('\n')}\n`
}

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

async function blobs(texts: readonly (string | null)[]): Promise<(string | null)[]> {
  const found: (string | null)[] = []
  for (const text of texts) {
    const commit = await repository.commit({ files: { [FILE]: text } })
    found.push(text === null ? null : await repository.git('rev-parse', `${commit}:${FILE}`))
  }
  return found
}

/** Compares the first of some versions with the last. */
async function compare(
  texts: readonly (string | null)[],
  bounds: Partial<typeof VERSION_BOUNDS> = {},
): Promise<VersionsMeaning> {
  const versions = await blobs(texts)
  const [before = null, after = null] = [versions[0], versions.at(-1)]
  return compareVersions(objects, { before, after, versions }, { ...VERSION_BOUNDS, ...bounds })
}

const EUR = policy({ currencies: ['eur'] })
const GBP = policy({ currencies: ['eur', 'gbp'] })
const JPY = policy({ currencies: ['eur', 'gbp', 'jpy'] })
const HIDDEN = policy({ currencies: ['eur', 'gbp'], hide: ['drop'] })

const told = ({ differences }: VersionsMeaning) =>
  differences.map(({ effect, tools, since }) => [effect, tools, since])

describe('what differs between two versions', () => {
  it('is told with its line and the version since which the witness is answered so', async () => {
    const meaning = await compare([EUR, GBP, HIDDEN])
    expect(told(meaning)).toEqual([
      ['loosens', ['pay'], [1]],
      ['tightens', ['drop'], [2]],
    ])
    expect(meaning.differences.map(({ place }) => place)).toEqual([
      { file: 'after', line: 7 },
      { file: 'after', line: 3 },
    ])
    expect(meaning).toMatchObject({ passing: [], unread: null, meaning: { kind: 'compared' } })
  })

  it('is what the last change made of it, when it came, went and came again', async () => {
    expect(told(await compare([EUR, GBP, EUR, HIDDEN]))).toEqual([
      ['loosens', ['pay'], [3]],
      ['tightens', ['drop'], [3]],
    ])
  })

  it('names every change that brought it for one of its tools', async () => {
    const two = policy({ currencies: ['eur'], hide: ['drop', 'read'] })
    const one = policy({ currencies: ['eur'], hide: ['drop'] })
    expect(told(await compare([EUR, one, two]))).toEqual([['tightens', ['drop', 'read'], [1, 2]]])
  })

  it('names the change that gave a limit its number, not the one that first set any', async () => {
    const limited = (limit: string) => policy({ currencies: ['eur'], limit })
    const meaning = await compare([EUR, limited('5/hour'), limited('7/hour')])
    expect(told(meaning)).toEqual([['tightens', ['pay'], [2]]])
  })

  it('is not laid at a version that Intercept would not have run', async () => {
    expect(told(await compare([EUR, 'tools: [', GBP]))).toEqual([['loosens', ['pay'], [2]]])
    expect(told(await compare([EUR, null, GBP]))).toEqual([['loosens', ['pay'], [2]]])
  })

  it('has the same answer for both directions, seen from the other side', async () => {
    const versions = await blobs([EUR, GBP, HIDDEN])
    const [first = null, , last = null] = versions
    const back = await compareVersions(objects, { before: last, after: first, versions })
    expect(told(back)).toEqual([
      ['loosens', ['drop'], [2]],
      ['tightens', ['pay'], [1]],
    ])
  })
})

describe('what came and went in between', () => {
  it('is told once, with the versions between which it held', async () => {
    const { passing, differences } = await compare([EUR, GBP, JPY, GBP, HIDDEN])
    expect(
      passing.map(({ came, went, isEnd, difference }) => [came, went, isEnd, difference.effect]),
    ).toEqual([[2, 3, false, 'loosens']])
    expect(passing[0]?.difference.text).toContain('jpy')
    expect(differences.map(({ text }) => text).join()).not.toContain('jpy')
  })

  it('is found also when both ends are the same', async () => {
    const { passing, differences, meaning } = await compare([GBP, HIDDEN, GBP])
    expect(meaning).toMatchObject({ kind: 'compared', comparison: { verdict: 'same' } })
    expect(differences).toEqual([])
    expect(passing).toMatchObject([{ came: 1, went: 2, difference: { effect: 'tightens', tools: ['drop'] } }])
  })

  it('is told by its end where only that shows it', async () => {
    // Two currencies come at once, of which one stays: the witness of the first change is about the one that stays, or not.
    const both = policy({ currencies: ['eur', 'aaa', 'jpy'] })
    const stays = policy({ currencies: ['eur', 'aaa'] })
    const { passing } = await compare([EUR, both, stays])
    expect(passing.map(({ came, went }) => [came, went])).toEqual([[1, 2]])
  })

  it('is nothing where every change stayed', async () => {
    expect((await compare([EUR, GBP, JPY])).passing).toEqual([])
  })
})

describe('a comparison', () => {
  it('says that too many versions lie between, and what differs all the same', async () => {
    const meaning = await compare([EUR, GBP, JPY, GBP], { versions: 2 })
    expect(meaning).toMatchObject({ unread: 'too-many', passing: [] })
    expect(told(meaning)).toEqual([['loosens', ['pay'], null]])
    expect((await compare([EUR, GBP, JPY, GBP], { versions: 3 })).unread).toBe(null)
  })

  it('says that the versions are too large once its steps are spent', async () => {
    const versions = [EUR, GBP, JPY, GBP]
    expect((await compare(versions, { steps: 1 })).unread).toBe('too-large')
    expect((await compare(versions, { replay: 1 })).unread).toBe('too-large')
  })

  it('of versions off the tracked branch has differences and no more', async () => {
    const [before = null, after = null] = await blobs([EUR, GBP])
    const meaning = await compareVersions(objects, { before, after, versions: null })
    expect(told(meaning)).toEqual([['loosens', ['pay'], null]])
    expect(meaning.unread).toBe(null)
  })

  it('with no file or no policy on one side says which', async () => {
    expect((await compare([null, EUR])).meaning).toEqual({ kind: 'added' })
    expect((await compare([EUR, null])).meaning).toEqual({ kind: 'removed' })
    expect(await compare([EUR, 'tools: ['])).toMatchObject({
      meaning: { kind: 'not-a-policy', side: 'after' },
      differences: [],
    })
  })
})
