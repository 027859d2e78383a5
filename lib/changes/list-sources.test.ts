import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import { getDraft } from './get-draft'
import { listSources, readSource } from './list-sources'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'

const PATH = 'policies/payments/stripe.yaml'

let stage: ChangeStage
let ana: Context<PersonActor>

beforeAll(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
})

afterAll(() => stage.close())

describe('what a draft can take in', () => {
  const parts = () => ({ ctx: ana, source: stage.source, root: 'policies' })

  it('are the policies of the branch, each with its text', async () => {
    expect(await listSources(parts())).toEqual([PATH, 'policies/support/slack.yaml'])
    expect(await readSource({ ...parts(), path: PATH })).toMatchObject({ path: PATH, text: STRIPE })
  })

  it('are the settings as well, where the branch has them', async () => {
    await stage.push({ '.lockstep.yaml': 'root: policies\n' })
    await stage.source.mirror.fetch()
    expect((await listSources(parts()))[0]).toBe('.lockstep.yaml')
    expect(await readSource({ ...parts(), path: '.lockstep.yaml' })).toMatchObject({
      text: 'root: policies\n',
    })
  })

  it.each(['.github/CODEOWNERS', 'policies/none.yaml', 'policies/../policies/payments/stripe.yaml'])(
    'is not %s',
    async (path) => {
      expect(await readSource({ ...parts(), path })).toBeNull()
    },
  )
})

describe('a draft whose file others change', () => {
  it('shows what the branch has now beside what it started from', async () => {
    const made = await createDraft({
      ctx: ana,
      source: stage.source,
      input: { title: '', description: '', files: [{ basePath: PATH, edits: [], text: null }] },
    })
    if (made.kind !== 'created') throw new Error(made.kind)
    const open = async () => (await getDraft({ ctx: ana, source: stage.source, id: made.id }))?.files[0]
    expect(await open()).toMatchObject({ base: STRIPE, headText: null })
    const next = STRIPE.replace('500', '900')
    await stage.push({ [PATH]: next })
    await stage.source.mirror.fetch()
    expect(await open()).toMatchObject({ base: STRIPE, headText: next })
  })
})
