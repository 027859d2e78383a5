import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context, PersonActor } from '@/lib/context'
import { getDraft } from './get-draft'
import { returnToVersion } from './return-to-version'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'
const GONE = 'policies/payments/gone.yaml'
const TEXT = 'version: "1"\ndefault: deny\n'

let stage: ChangeStage
let ana: Context<PersonActor>
let first: string
let second: string

async function tip(): Promise<string> {
  await stage.source.mirror.fetch()
  return (await stage.source.mirror.objects.resolve('refs/heads/main')) ?? ''
}

beforeAll(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  await stage.push({ [GONE]: TEXT })
  first = await tip()
  await stage.push({ [PATH]: STRIPE.replace('500', '400'), [GONE]: null })
  second = await tip()
  await stage.push({ [PATH]: STRIPE.replace('500', '300') })
  await tip()
})

afterAll(() => stage.close())

async function give(commit: string, path: string) {
  return returnToVersion({ ctx: ana, source: stage.source, input: { commit, path } })
}

async function draftOf(commit: string, path: string) {
  const result = await give(commit, path)
  if (result.kind !== 'created') throw new Error(result.kind)
  return getDraft({ ctx: ana, source: stage.source, id: result.id })
}

describe('a return to a version', () => {
  it('is a draft with exactly the content of that commit, whatever came since', async () => {
    for (const [commit, most] of [
      [first, '500'],
      [second, '400'],
    ] as const) {
      const draft = await draftOf(commit, PATH)
      expect(draft).toMatchObject({ title: `Return stripe.yaml to ${commit.slice(0, 7)}` })
      expect(draft?.files.map(({ basePath, text }) => [basePath, text])).toEqual([
        [PATH, STRIPE.replace('500', most)],
      ])
    }
  })

  it('brings a file back that is gone', async () => {
    const draft = await draftOf(first, GONE)
    expect(draft?.files.map(({ basePath, path, text }) => [basePath, path, text])).toEqual([
      [null, GONE, TEXT],
    ])
  })

  it('is refused where the branch has that content already', async () => {
    expect(await give(await tip(), PATH)).toEqual({ kind: 'nothing-to-return' })
  })

  it('is refused for a commit or a file that is not there, and for what is no policy', async () => {
    expect(await give('f'.repeat(40), PATH)).toEqual({ kind: 'not-found' })
    expect(await give(second, GONE)).toEqual({ kind: 'not-found' })
    expect(await give(first, '.github/CODEOWNERS')).toEqual({ kind: 'not-found' })
  })
})
