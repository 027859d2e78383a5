import { afterAll, beforeAll, expect, it } from 'vitest'
import { adoptContent } from './adopt-content'
import { openChangeStage, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
})
afterAll(() => stage.close())

const TEXT = 'version: "1"\ndescription: "as found on the host"\n'

async function adopt(path: string) {
  const ctx = await stage.as('ana')
  const made = await adoptContent({
    ctx,
    source: stage.source,
    input: { proxy: 'stripe-prod', path, text: TEXT },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  const files = await ctx.db.prisma.draftFile.findMany({ where: { draftId: made.id } })
  const trail = await ctx.db.prisma.auditEvent.findMany({
    where: { action: 'proxy.file-adopted', subject: 'stripe-prod' },
  })
  return { id: made.id, files, trail }
}

it('starts a draft of the policy that git has with the text of the host, and records it', async () => {
  const path = 'policies/payments/stripe.yaml'
  const { id, files, trail } = await adopt(path)
  expect(files).toMatchObject([{ basePath: path, path, text: TEXT }])
  expect(trail.map(({ detail }) => detail)).toContainEqual({ path, draft: id })
})

it('starts a draft of a new file when git has none at this path', async () => {
  const { files } = await adopt('policies/nowhere/new.yaml')
  expect(files).toMatchObject([{ basePath: null, path: 'policies/nowhere/new.yaml', text: TEXT }])
})
